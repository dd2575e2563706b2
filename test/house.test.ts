import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The permitted imports between the rooms of docs/architecture.md. A room may always import itself. */
const rooms: readonly { readonly room: RegExp; readonly may: readonly RegExp[] }[] = [
  { room: /^src\/kube\//, may: [] },
  { room: /^src\/routes\//, may: [/^src\/kube\//] },
  { room: /^src\/graph\//, may: [/^src\/(kube|routes)\//] },
  { room: /^src\/rule\.ts$/, may: [/^src\/(kube|graph|routes)\//] },
  { room: /^src\/config\//, may: [/^src\/(kube|graph|routes)\//, /^src\/rule\.ts$/] },
  { room: /^src\/judge\//, may: [/^src\/(kube|graph|routes|config)\//, /^src\/rule\.ts$/] },
  { room: /^src\/sources\//, may: [/^src\/kube\//] },
  { room: /^src\/text\//, may: [/^src\/(kube|graph|routes)\//, /^src\/rule\.ts$/] },
  { room: /^src\/report\//, may: [/^src\/(kube|graph|routes|text)\//, /^src\/rule\.ts$/] },
  { room: /^src\/admission\//, may: [/^src\/(kube|graph|routes|text|config|judge)\//, /^src\/rule\.ts$/] },
  { room: /^src\/audit\//, may: [/^src\/(kube|graph|routes|text|config|judge)\//, /^src\/rule\.ts$/] },
  { room: /^policies\/index\.ts$/, may: [/^policies\//, /^src\/rule\.ts$/, /^src\/config\/config\.ts$/] },
  // The files that install the program, derived from its tables; they do not run in the cluster.
  { room: /^deploy\//, may: [/^src\/kube\//, /^src\/sources\/cluster\/source\.ts$/] },
  { room: /^cli\//, may: [/^src\//, /^policies\/index\.ts$/, /^package\.json$/] },
];

/** The files that may use each package; in other files the package would slow down the start. */
const packages: Readonly<Record<string, RegExp>> = {
  'js-yaml': /^src\/sources\//,
  '@kubernetes/client-node': /^src\/sources\/cluster\//,
  undici: /^src\/sources\/cluster\//,
  'prom-client': /^src\/(admission\/server|audit)\//,
  fastify: /^src\/admission\/server\//,
  selfsigned: /^src\/admission\/server\//,
  ajv: /^src\/admission\/server\//,
  'fast-json-patch': /^src\/admission\/patch\//,
};

const files = ['src', 'policies', 'cli', 'deploy'].flatMap(folder =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
    .map(file => path.join(folder, file)),
);

interface Import {
  readonly from: string;
  readonly isType: boolean;
}

function importsOf(file: string): readonly Import[] {
  const text = fs.readFileSync(file, 'utf8');
  const matches = text.matchAll(
    /^(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...matches].map(match => ({ from: match[2] ?? match[3] ?? '', isType: match[1] !== undefined }));
}

const resolve = (file: string, from: string) => path.join(path.dirname(file), from);

test('imports go one way through the rooms', () => {
  const wrong = files.flatMap(file => {
    const room = roomOf(file);
    return importsOf(file)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from }) => resolve(file, from))
      .filter(target => !room.room.test(target) && !room.may.some(allowed => allowed.test(target)))
      .map(target => `${file} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

function roomOf(file: string) {
  const folder = /^policies\/([a-z-]+)\//.exec(file)?.[1];
  if (folder !== undefined) {
    const allowed = [/^src\/(kube|graph|routes)\//, /^src\/rule\.ts$/];
    return { room: new RegExp(`^policies/${folder}/`), may: allowed };
  }
  const room = rooms.find(one => one.room.test(file));
  if (room === undefined) throw new Error(`${file} is in no room`);
  return room;
}

test('no file imports itself, by way of others', () => {
  const targets = new Map(
    files.map(file => [
      file,
      importsOf(file)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => resolve(file, from)),
    ]),
  );
  // A file is placed once all its imports are; a file that is never placed is on a circle, or imports one that is.
  let left = [...targets.keys()];
  for (let placed = true; placed; ) {
    const open = new Set(left);
    const rest = left.filter(file => (targets.get(file) ?? []).some(target => open.has(target)));
    placed = rest.length < left.length;
    left = rest;
  }
  expect(left).toEqual([]);
});

test('a package is used in its room alone', () => {
  const wrong = files.flatMap(file =>
    importsOf(file)
      .filter(({ from, isType }) => !isType && !from.startsWith('.') && !from.startsWith('node:'))
      .filter(({ from }) => packages[from]?.test(file) !== true)
      .map(({ from }) => `${file} imports ${from}`),
  );
  expect(wrong).toEqual([]);
});

test('src/kube, src/graph, src/routes and the rules touch no file, process or clock', () => {
  const pure = files.filter(file => /^(src\/(kube|graph|routes)|policies)\//.test(file));
  const wrong = pure.filter(file => {
    const text = fs.readFileSync(file, 'utf8');
    return /from 'node:|\bprocess\.|\bDate\.now\(|new Date\(\)|\bconsole\.|Math\.random/.test(text);
  });
  expect(wrong).toEqual([]);
});

/** Tables of data: another row must not break the rule. */
const tables = /^src\/(kube\/(kinds|foreign-kinds)|routes\/controllers\/(presets|answers))\.ts$/;

test('no file of ours is longer than 300 lines, but for tables of data', () => {
  const long = files.filter(
    file =>
      !file.includes('.generated.') &&
      !tables.test(file) &&
      fs.readFileSync(file, 'utf8').split('\n').length > 301,
  );
  expect(long).toEqual([]);
});
