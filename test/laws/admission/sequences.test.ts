import { describe, expect, test } from 'vitest';
import { object } from '../../support/check.ts';
import { nameOf } from './apps.ts';
import { createCluster, type Lag, type ModelCluster, type Step } from './cluster.ts';
import { type Sequence, sequences, type Turn } from './sequences.ts';

const lags: readonly Lag[] = [0, 1, 2, 'cold'];

const words = ({ refusedBy }: Step) => (refusedBy.length === 0 ? 'admitted' : refusedBy.join(', '));
const warnings = ({ verdict }: Step) => verdict.warned.map(({ finding, why }) => `${finding.rule}: ${why}`);

async function start({ stored }: Sequence, lag: Lag): Promise<ModelCluster> {
  return createCluster({ lag, stored: stored.map(object) });
}

describe.each(lags)('with a cache that is behind by %s', lag => {
  test.for(sequences.map(one => [one.name, one] as const))('%s', async ([, sequence]) => {
    const cluster = await start(sequence, lag);
    for (const turn of sequence.turns) await take(turn, cluster, lag);
  });
});

async function take(turn: Turn, cluster: ModelCluster, lag: Lag): Promise<void> {
  if ('remove' in turn) {
    cluster.remove(object(turn.remove).ref);
    return;
  }
  const obj = object(turn.write);
  const step = await cluster.write(obj);
  // No live reads are made for a warning on an update, nor where the cache shows no fault.
  const isUnsure = lag !== 0 && step.verdict.reads.tried === 0 && step.refusedBy.length === 0;
  if (!isUnsure) expect(words(step), nameOf(obj)).toBe(turn.is);
  if (turn.warns !== undefined && lag === 0) expect(warnings(step), nameOf(obj)).toContain(turn.warns);
  // A workload without a known Service is not patched.
  if (turn.patched !== undefined && lag !== 'cold')
    expect(step.patched.length > 0, `${nameOf(obj)} patched`).toBe(turn.patched);
}

test.for(sequences.map(one => [one.name, one] as const))(
  'a dry run of %s is never refused for what others say',
  async ([, sequence]) => {
    const cluster = await start(sequence, 0);
    for (const turn of sequence.turns) {
      if ('remove' in turn) continue;
      const obj = object(turn.write);
      const { verdict } = await cluster.write(obj, { dryRun: true });
      const foreign = verdict.refused.filter(({ evidence }) =>
        evidence.some(({ ref }) => ref.name !== obj.ref.name || ref.kind !== obj.ref.kind),
      );
      expect(
        foreign.map(({ rule }) => rule),
        nameOf(obj),
      ).toEqual([]);
    }
  },
);
