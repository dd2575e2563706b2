import fs from 'node:fs';
import path from 'node:path';
import type { ConfigInput } from '../../src/config/config.ts';
import { UsageError } from './usage-error.ts';

const name = 'ingress-policy.yaml';

/** The config for the paths: the named file, else the nearest file in or above the folder of the first path. */
export async function loadConfig(file: string | null, paths: readonly string[]): Promise<ConfigInput> {
  const found = findConfig(file, paths);
  if (found === null) return {};
  const { readConfig } = await import('./config-reader.ts');
  return readConfig(found);
}

/** The file of that config; null where there is none. */
export function findConfig(file: string | null, paths: readonly string[]): string | null {
  const found = file ?? nearest(paths.find(candidate => candidate !== '-') ?? '.');
  if (found !== null && kindOf(found) === 'folder')
    throw new UsageError(`${found} is a folder: --config needs a file`);
  return found;
}

/** Searches from the path up to the root. */
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

/** `other` for an unreadable path, such as a loop of links: the reader of the manifests reports it. */
function kindOf(file: string): 'file' | 'folder' | 'other' {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'other';
  }
}
