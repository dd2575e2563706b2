import fs from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { stagesOf } from '../../scripts/image/dockerfile.ts';
import { noticesOf } from '../../scripts/third-party.mjs';
import { folder } from '../support/run.ts';

const notices = fs.readFileSync('dist/THIRD-PARTY-NOTICES', 'utf8');
const sections = notices.split(/^={80}\n/m).slice(1);
const titleOf = (section: string) => section.split('\n')[0] ?? '';

/** Reads the comments of an unminified esbuild bundle, which name each file; the build itself reads the metafile. */
async function bundledPackages(): Promise<readonly string[]> {
  const { outputFiles } = await build({
    entryPoints: ['cli/bin.ts'],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const files = (outputFiles[0]?.text ?? '').matchAll(/^ *\/\/ (.*node_modules\/(?:@[^/\n]+\/)?[^/\n]+)\//gm);
  const homes = new Set([...files].map(([, home = '']) => home));
  return [...homes].map(home => {
    const { name, version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
    return `${name} ${version}`;
  });
}

test('the notices have every package that is in the bundle, and no other', async () => {
  const titles = sections.map(titleOf);
  expect(titles.length).toBeGreaterThan(50);
  expect([...titles].sort()).toEqual([...new Set(await bundledPackages())].sort());
});

test('each package is listed at the beginning, and its section names a license and holds a text', () => {
  for (const section of sections) {
    const [, license, text] = /^License: (.+)\n\n([\s\S]+)$/m.exec(section) ?? [];
    expect(notices).toContain(`\n${titleOf(section)} (${license})\n`);
    expect(text?.length, titleOf(section)).toBeGreaterThan(300);
  }
});

test('what is packed and copied into the image has the license, the notices and a page', () => {
  expect(fs.readFileSync('dist/LICENSE', 'utf8')).toBe(fs.readFileSync('LICENSE', 'utf8'));
  expect(fs.readFileSync('dist/README.md', 'utf8')).toBe(fs.readFileSync('cli/README.md', 'utf8'));
  const { license, files } = JSON.parse(fs.readFileSync('dist/package.json', 'utf8'));
  expect(license).toBe('Apache-2.0');
  // Without the field npm packs the whole folder.
  expect(files).toBeUndefined();
});

test('the image carries the license of Node beside the bundle', () => {
  const said = stagesOf(fs.readFileSync('Dockerfile', 'utf8')).flatMap(({ instructions }) =>
    instructions.map(({ word, rest }) => `${word} ${rest}`),
  );
  expect(said).toContainEqual(expect.stringMatching(/^RUN .*\/LICENSE dist\/LICENSE\.nodejs$/));
  expect(said).toContain('COPY --from=build /src/dist /app');
});

const used = (...files: readonly string[]): Metafile => ({
  inputs: {},
  outputs: {
    'out.js': {
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(files.map(file => [file, { bytesInOutput: 1 }])),
    },
  },
});
const manifest = (name: string, license?: unknown) => JSON.stringify({ name, version: '1.0.0', license });

test.each([
  ['ships no license', { 'package.json': manifest('a', 'MIT') }, 'a 1.0.0 has no file with the text'],
  ['names no license', { 'package.json': manifest('a'), LICENSE: 'text' }, 'a 1.0.0 names no license'],
])('the build fails where a package %s', (_, files, says) => {
  const home = folder(Object.fromEntries(Object.entries(files).map(([k, v]) => [`node_modules/a/${k}`, v])));
  expect(() => noticesOf(used('node_modules/a/index.js'), home)).toThrow(says);
});

test('a file belongs to the innermost package, a NOTICE is passed on, and what leaves no code is left out', () => {
  const home = folder({
    'node_modules/@s/a/package.json': manifest('@s/a', 'MIT'),
    'node_modules/@s/a/LICENCE.md': 'text of a\r\nnext line',
    'node_modules/@s/a/node_modules/b/package.json': manifest('b', 'Apache-2.0'),
    'node_modules/@s/a/node_modules/b/COPYING': 'text of b',
    'node_modules/@s/a/node_modules/b/NOTICE': 'notice of b',
  });
  const inner = used('node_modules/@s/a/node_modules/b/lib/x.js', 'cli/bin.ts');
  expect(noticesOf(inner, home)).toMatch(/b 1\.0\.0\nLicense: Apache-2\.0\n\ntext of b\n\nnotice of b\n$/);
  expect(noticesOf(inner, home)).not.toContain('@s/a');
  expect(noticesOf(used('node_modules/@s/a/lib/x.js'), home)).toContain('text of a\nnext line\n');
});
