import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { type Sequence, sequences, type Turn } from '../laws/admission/sequences.ts';
import { waitFor } from './child.ts';
import { nameIn, placed, refusedBy } from './place.ts';
import { type Cluster, hasControllers, settled, suite } from './suite.ts';

/** False for kinds that no present API server serves under `v1`. */
const isServed = ({ stored, turns }: Sequence) =>
  ![...stored, ...turns.map(turn => ('write' in turn ? turn.write : turn.remove))].some(value =>
    nameIn(value).startsWith('DeploymentConfig '),
  );
const isRollback = ({ name }: Sequence) => name.startsWith('a rollback');

suite('what a release, a hand or an exemption does to what stands there, as in the model', {}, cluster => {
  test.for(sequences.filter(isServed).map(one => [one.name, one] as const))(
    '%s',
    async ([, sequence], context) => {
      context.skip(isRollback(sequence) && !hasControllers, 'needs ReplicaSets');
      const ns = await cluster().namespace(sequence.name, { 'ingress-policy.io/enforce': 'off' });
      await settled();
      const here = (value: Json) => placed(value, { shop: ns });
      if (sequence.stored.length > 0) {
        const { code, stderr } = await cluster().apply(sequence.stored.map(here));
        expect(code, stderr).toBe(0);
        if (isRollback(sequence)) await revisions(cluster(), ns, 1);
      }
      await cluster().admin(['label', 'namespace', ns, 'ingress-policy.io/enforce-']);
      await settled();
      let count = 1;
      for (const turn of sequence.turns) {
        await take(turn, cluster(), ns, here);
        if (isRollback(sequence)) await revisions(cluster(), ns, Math.min(++count, 2));
        await settled();
      }
    },
  );
});

async function take(turn: Turn, cluster: Cluster, ns: string, here: (value: Json) => Json): Promise<void> {
  if ('remove' in turn) {
    const { code, stderr } = await cluster.admin(['delete', '-f', '-'], { input: [here(turn.remove)] });
    expect(code, stderr).toBe(0);
    return;
  }
  const name = nameIn(turn.write);
  const { code, stderr, warnings } = await cluster.apply([here(turn.write)]);
  const rules = refusedBy(stderr);
  expect(rules.length === 0 && code === 0 ? 'admitted' : rules.join(', '), `${name}: ${stderr}`).toBe(
    turn.is,
  );
  if (turn.warns !== undefined) {
    const [rule] = turn.warns.split(': ');
    expect(
      warnings.map(text => text.split(': ')[0]),
      `${name}: ${stderr}`,
    ).toContain(rule);
  }
  // kubectl's client-side apply keeps an earlier patch, which is in neither manifest.
  if (turn.patched !== true) return;
  // A second apply without a change is not patched again, so the stored object is compared.
  const { stdout } = await cluster.admin([
    ...['get', name.replace(' ', '/'), '-n', ns],
    ...['-o', 'jsonpath={.spec.template.spec}'],
  ]);
  expect(stdout, `${name} has what was patched`).toContain('"preStop"');
}

const revisions = ({ admin }: Cluster, ns: string, count: number) =>
  waitFor(`${count} ReplicaSets`, async () => {
    const { stdout } = await admin(['get', 'replicasets', '-n', ns, '-o', 'name']);
    return stdout.trim().split('\n').length >= count;
  });
