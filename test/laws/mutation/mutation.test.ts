import fs from 'node:fs';
import { expect, test } from 'vitest';
import { severityOf } from '../../../src/rule.ts';
import { nodeFs } from '../../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../../src/sources/manifests/read-manifests.ts';
import { line, objectsOf, readText } from '../../support/check.ts';
import type { App } from './app.ts';
import { findingsOf, mutate, type Outcome } from './harness.ts';
import { breaks, changes } from './mutations.ts';

const here = 'test/laws/mutation/apps';
const sound: readonly (readonly [string, App])[] = fs
  .readdirSync(here)
  .map(file => [file, objectsOf(readText(`${here}/${file}`))] as const);

const examples: readonly (readonly [string, App])[] = fs
  .readdirSync('examples', { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => [`examples/${name}`, readManifests([`examples/${name}`], nodeFs).objects] as const);

const outcomes = [...sound, ...examples].flatMap(([name, app]) => [
  ...mutate(name, app, { breaks, changes }),
]);

const say = ({ app, mutation, chain, others }: Outcome) =>
  [`${app}: ${mutation}: ${chain}`, ...others].join('\n  ');

test.each(sound)('%s is sound', (_, app) => {
  const loud = findingsOf(app).filter(finding => severityOf(finding) !== 'info');
  expect(loud.map(line)).toEqual([]);
});

test('what breaks a sound chain is found, by the rule that owns it', () => {
  expect(outcomes.filter(({ is }) => is === 'missed').map(say)).toEqual([]);
});

test('a harmless change of a sound chain raises nothing', () => {
  expect(outcomes.filter(({ is }) => is === 'false-alarm').map(say)).toEqual([]);
});

test.each([...breaks, ...changes].map(({ name }) => name))('"%s" fits some chain', name => {
  expect(outcomes.some(({ mutation }) => mutation === name)).toBe(true);
});
