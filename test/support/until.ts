/** Resolves when the condition holds. Only the time limit of a hanging test ends the wait earlier, so no load can. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 5));
}
