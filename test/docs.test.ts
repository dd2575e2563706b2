import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { profiles, rules } from '../policies/index.ts';
import { parseConfig } from '../src/config/parse.ts';
import { nodeFs } from '../src/sources/manifests/node-fs.ts';
import { readManifests } from '../src/sources/manifests/read-manifests.ts';
import { folder } from './support/run.ts';

const readme = fs.readFileSync('README.md', 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(match => match[1] ?? '');

test('the first commands of the README are the two set-up commands', () => {
  expect(blocks('sh')[0]).toBe('npm ci && npx ingress-policy check examples/shop\nnpm ci && npm test\n');
});

test('the report in the README is what the command prints', () => {
  expect(fs.readFileSync('examples/shop.out', 'utf8')).toContain(blocks('text')[0]);
});

test('the config in the README is valid and names existing rules', () => {
  const text = blocks('yaml').find(block => block.startsWith('profile:')) ?? '';
  const file = path.join(folder({ 'ingress-policy.yaml': text }), 'ingress-policy.yaml');
  const { objects } = readManifests([file], nodeFs, {
    toObject: (body, origin) => ({
      ref: { group: '', kind: '', namespace: null, name: '' },
      apiVersion: '',
      body: body as never,
      origin,
      opaque: null,
      malformed: [],
    }),
  });
  expect(parseConfig(objects[0]?.body, rules)).toMatchObject({
    is: 'config',
    config: { profile: 'baseline' },
  });
});

test('every link of the pages to a file leads to one', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...markdownIn('docs'),
    ...markdownIn('policies'),
  ];
  const broken = pages.flatMap(page =>
    [...fs.readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
      .map(match => path.join(path.dirname(page), match[1] ?? ''))
      .filter(target => !fs.existsSync(target))
      .map(target => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

function markdownIn(home: string): readonly string[] {
  return fs
    .readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => path.join(home, file));
}

test('both profiles name every rule, and strict is never weaker than baseline, patches apart', () => {
  const order = ['deny', 'patch', 'warn', 'audit', 'off'];
  for (const { id } of rules) {
    const [baseline, strict] = [profiles.baseline.rules[id] ?? '', profiles.strict.rules[id] ?? ''];
    expect(order.indexOf(strict), id).toBeLessThanOrEqual(order.indexOf(baseline));
  }
});
