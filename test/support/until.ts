/** Ends when it is so. Nothing but the time limit for tests that hang ends it before, so that no load can. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 5));
}
