import { UsageError } from './usage-error.ts';

/** The oldest Node.js on which every command runs; `package.json` of the package states it too. */
export const oldestNode = '22.19';

/** Throws for an older Node.js, in which a library would fail with an error that blames the program. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needed = 0, neededMinor = 0] = oldestNode.split('.').map(Number);
  if (major > needed || (major === needed && minor >= neededMinor)) return;
  throw new UsageError(`Node.js ${oldestNode} or newer is needed, and this is ${version}`);
}
