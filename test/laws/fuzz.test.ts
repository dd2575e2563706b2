import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { profiles, rules } from '../../policies/index.ts';
import { createConfig } from '../../src/config/config.ts';
import { coverageOf } from '../../src/graph/chain/coverage.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { manifestScopeOf } from '../../src/graph/index/scope.ts';
import { brokenChains } from '../../src/judge/broken-chains.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import type { Json } from '../../src/kube/json.ts';
import { severityOf } from '../../src/rule.ts';
import type { ManifestIo } from '../../src/sources/manifests/io.ts';
import { readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { cases } from '../support/cases.ts';
import { now } from '../support/check.ts';

/** Every manifest of the examples and of the rules' pages, one list of documents for each file. */
const bases: readonly (readonly Json[])[] = ['examples', 'policies']
  .flatMap(folder =>
    fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => path.join(folder, file)),
  )
  .filter(file => file.endsWith('.yaml') && !file.includes('profiles'))
  .sort()
  .map(file => loadAll(fs.readFileSync(file, 'utf8')) as Json[]);

const junk = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, -1, 1.5, 80, 65536, '', '80', 'web', 'Service', [], {}, [null], [[]]),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what envsubst replaces
  fc.constantFrom<Json>('${PORT:-80}', '\u0000\u001b[2J', { constructor: 1, 'a/b~': null }, { toString: 5 }),
  fc.jsonValue({ maxDepth: 2 }).map(value => value as Json),
);

type Place = { readonly holder: Record<string, Json> | Json[]; readonly key: string };

/** Every value of the document with the object or list that holds it. */
function placesIn(value: Json, found: Place[] = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    const holder = value as Place['holder'];
    found.push({ holder, key });
    placesIn((holder as Record<string, Json>)[key] ?? null, found);
  }
  return found;
}

interface Mutation {
  readonly document: number;
  readonly place: number;
  readonly other: number;
  readonly how: 'junk' | 'remove' | 'repeat' | 'rename' | 'nest' | 'move' | 'twice';
  readonly value: Json;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  document: fc.nat(),
  place: fc.nat(),
  other: fc.nat(),
  how: fc.constantFrom('junk', 'remove', 'repeat', 'rename', 'nest', 'move', 'twice'),
  value: junk,
});

const at = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(items.length, 1)];

function mutate(documents: Json[], { document, place, other, how, value }: Mutation): void {
  const chosen = at(documents, document);
  if (chosen === undefined) return;
  const places = placesIn(chosen);
  const target = at(places, place);
  if (how === 'twice' || target === undefined) {
    documents.push(structuredClone(chosen));
    return;
  }
  const holder = target.holder as Record<string, Json>;
  const old = holder[target.key] ?? null;
  switch (how) {
    case 'junk':
      // A clone: a later mutation may change it, and the next run has the same constant.
      holder[target.key] = structuredClone(value);
      return;
    case 'remove':
      if (Array.isArray(target.holder)) target.holder.splice(Number(target.key), 1);
      else delete holder[target.key];
      return;
    case 'repeat':
      if (Array.isArray(target.holder)) target.holder.push(structuredClone(old));
      else holder[`${target.key}x`] = structuredClone(old);
      return;
    case 'rename':
      if (!Array.isArray(target.holder)) delete holder[target.key];
      holder[target.key.toUpperCase()] = old;
      return;
    case 'nest':
      holder[target.key] = place % 2 === 0 ? [old] : { [target.key]: old };
      return;
    case 'move': {
      const from = at(places, other);
      if (from !== undefined)
        holder[target.key] = structuredClone((from.holder as Record<string, Json>)[from.key] ?? null);
      return;
    }
    default:
      how satisfies never;
  }
}

/** A folder in memory: each document is the file of its number. */
function filesOf(documents: readonly Json[]): ManifestIo {
  const texts = new Map(documents.map((document, index) => [`${index}.json`, JSON.stringify(document)]));
  const none = { is: 'failed', code: 'missing', why: 'is not there' } as const;
  return {
    stat: file => (texts.has(file) ? { is: 'file', real: file } : none),
    list: () => none,
    read: file => {
      const text = texts.get(file);
      return text === undefined ? none : { is: 'bytes', bytes: Buffer.from(text) };
    },
    stdin: () => none,
  };
}

const config = createConfig({}, profiles);

/** What a check says, without the order in which it says it. */
function saidOf(documents: readonly Json[], files: readonly string[]) {
  const { objects, problems, unread } = readManifests(files, filesOf(documents));
  const graph = buildGraph(objects, manifestScopeOf(objects, null, unread), config.settings);
  const { findings } = evaluate(graph, { rules, config, now });
  return {
    findings: findings
      .map(finding =>
        JSON.stringify([
          severityOf(finding),
          ...[finding.rule, finding.certainty, finding.exposure, finding.message],
          ...[finding.at.obj.origin, finding.at.at, finding.chain, finding.symptoms, finding.fix],
        ]),
      )
      .sort(),
    coverage: coverageOf(graph, { isBroken: brokenChains(findings) }),
    problems: problems.map(problem => JSON.stringify(problem)).sort(),
  };
}

test('mutated manifests are reported without an exception, the same in any order of the files', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...bases),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (base, mutations, turn) => {
        const documents = structuredClone(base) as Json[];
        for (const one of mutations) mutate(documents, one);
        const files = documents.map((_, index) => `${index}.json`);
        const turned = [
          ...files.slice(turn % files.length),
          ...files.slice(0, turn % files.length),
        ].reverse();
        expect(saidOf(documents, turned)).toEqual(saidOf(documents, files));
      },
    ),
    cases({ sample: 1_500, full: 100_000 }),
  );
});
