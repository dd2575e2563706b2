import fs from 'node:fs';
import path from 'node:path';
import type { ConfigInput } from '../../src/config/config.ts';
import { UsageError } from './usage-error.ts';

const name = 'ingress-policy.yaml';

/** The policy that counts for the paths: the file that was named, else the nearest one upwards of the first path. */
export async function loadConfig(file: string | null, paths: readonly string[]): Promise<ConfigInput> {
  const found = findConfig(file, paths);
  if (found === null) return {};
  const { readConfig } = await import('./config-reader.ts');
  return readConfig(found);
}

/** The file of that policy; null where there is none. */
export function findConfig(file: string | null, paths: readonly string[]): string | null {
  const found = file ?? nearest(paths.find(one => one !== '-') ?? '.');
  if (found !== null && kindOf(found) === 'folder')
    throw new UsageError(`${found} is a folder: --config needs a file`);
  return found;
}

/** Upwards from the path, as far as there are folders. */
function nearest(from: string): string | null {
  let folder = path.resolve(from);
  for (;;) {
    const file = path.join(folder, name);
    if (kindOf(file) === 'file') return path.relative('.', file);
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

/** What cannot be looked at, such as a loop of links, is for the reading of manifests to say. */
function kindOf(file: string): 'file' | 'folder' | 'other' {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'other';
  }
}
