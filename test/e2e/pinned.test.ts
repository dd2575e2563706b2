import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const modules = (folder: string) =>
  new Map(
    [
      ...fs
        .readFileSync(path.join(import.meta.dirname, folder, 'go.mod'), 'utf8')
        .matchAll(/^\t(\S+) (v\S+)/gm),
    ].map(([, name = '', version = '']) => [name, version]),
  );

test('the definitions of cert-manager are of the version whose programs are built', () => {
  const name = 'github.com/cert-manager/cert-manager';
  const version = modules('foreign-crds').get(name);
  expect(version).toMatch(/^v1\./);
  expect(modules('deploy-programs').get(name)).toBe(version);
});

test('each module that definitions are read from is pinned by its hash', () => {
  const sums = fs.readFileSync(path.join(import.meta.dirname, 'foreign-crds/go.sum'), 'utf8');
  const pinned = modules('foreign-crds');
  expect(pinned.size).toBeGreaterThan(2);
  for (const [name, version] of pinned) expect(sums).toContain(`${name} ${version} h1:`);
});
