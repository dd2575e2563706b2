import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Obj } from '../../../src/kube/object.ts';
import { nodeFs } from '../../../src/sources/manifests/node-fs.ts';
import {
  type ManifestSet,
  type ReadOptions,
  readManifests,
} from '../../../src/sources/manifests/read-manifests.ts';

/** A temporary folder with these files, gone after the test. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'manifests-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export function readFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  options?: ReadOptions,
): ManifestSet {
  return relative(folder(files), options);
}

/** Reads a folder, with paths relative to it. */
export function relative(
  root: string,
  options: ReadOptions = {},
  inputs: readonly string[] = ['.'],
): ManifestSet {
  const at = (path: string) => join(root, path);
  return readManifests(
    inputs,
    {
      stat: path => nodeFs.stat(at(path)),
      list: path => nodeFs.list(at(path)),
      read: (path, limit) => nodeFs.read(at(path), limit),
      stdin: () => ({ is: 'bytes', bytes: Buffer.from('') }),
    },
    options,
  );
}

/** One document read from standard input. */
export function readText(text: string | Uint8Array, options?: ReadOptions): ManifestSet {
  const io = { ...nodeFs, stdin: () => ({ is: 'bytes', bytes: Buffer.from(text) }) as const };
  return readManifests(['-'], io, options);
}

export const names = (objects: readonly Obj[]) => objects.map(obj => `${obj.ref.kind}/${obj.ref.name}`);

export const said = (set: ManifestSet) =>
  set.problems.map(({ file, line, is, message }) => `${is} ${file}:${line} ${message}`);

export const service = (name: string, extra = '') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${extra}`;
