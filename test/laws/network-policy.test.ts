import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PacketSource, SourceNamespace } from '../../src/graph/network/network-policy.ts';
import type { Truth } from '../../src/kube/truth.ts';
import { cases } from '../support/cases.ts';
import { labels, nameKey, namespaces, type PolicyShape, values } from '../support/generate-policies.ts';
import { arrives, type Known, type World } from './oracle.ts';
import {
  ask,
  declared,
  deployment,
  isSound,
  type Packet,
  type Placed,
  type Port,
  packets,
  placed,
  policyObject,
} from './question.ts';
import {
  agreement,
  choices,
  completions,
  fully,
  type PartLabels,
  present,
  toKnownLabels,
  withName,
} from './worlds.ts';

const exact: PolicyShape = { plain: false, blocks: false, podKeys: {} };
const target = 'one';

/** Most policies are in the namespace of the pods. */
const around = [target, target, target, 'two'];

test('of a source that is known in full, the answer is that of the documentation', () => {
  const drawn = fc.record({
    policies: fc.array(placed(exact, around), { maxLength: 4 }),
    podLabels: labels as fc.Arbitrary<Known>,
    ports: declared,
    packet: packets,
    from: fc.constantFrom(...namespaces),
    fromLabels: labels as fc.Arbitrary<Known>,
    senderLabels: labels as fc.Arbitrary<Known>,
  });
  fc.assert(
    fc.property(drawn, ({ policies, podLabels, ports, packet, from, fromLabels, senderLabels }) => {
      const namespaceLabels = withName(from, fromLabels);
      const answer = ask({
        workload: deployment(target, podLabels, ports),
        policies: policies.map(policyObject),
        source: {
          namespace: { is: 'named', name: from },
          namespaceLabels: fully(namespaceLabels),
          podLabels: fully(senderLabels),
          kind: 'pod',
        },
        packet,
      });
      const cluster: World = {
        source: { namespace: from, namespaceLabels, podLabels: senderLabels, address: '10.1.2.3' },
        target: { namespace: target, labels: podLabels, ports },
        policies: policies.map(({ namespace, spec }) => ({ namespace: namespace ?? target, spec })),
      };
      expect(answer).toBe(arrives(cluster, packet.port, packet.protocol) ? 'yes' : 'no');
    }),
    cases({ sample: 2000, full: 5000 }),
  );
});

const partLabels: fc.Arbitrary<PartLabels> = fc.record({
  known: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom(null, ...values)),
});

const sources = fc.constantFrom<PacketSource['kind']>('pod', 'pod', 'pod', 'node', 'outside');
const places = fc.constantFrom<SourceNamespace>(...namespaces.map(name => ({ is: 'named', name }) as const), {
  is: 'elsewhere',
});

interface Partly {
  readonly policies: readonly Placed[];
  readonly podLabels: Known;
  readonly ports: readonly Port[];
  readonly packet: Packet;
  readonly place: SourceNamespace;
  readonly sender: PacketSource['kind'];
  readonly ofNamespace: PartLabels;
  readonly ofSender: PartLabels;
}

const partly = (shape: PolicyShape, maxLength: number): fc.Arbitrary<Partly> =>
  fc.record({
    policies: fc.array(placed(shape, around), { minLength: 1, maxLength }),
    podLabels: labels as fc.Arbitrary<Known>,
    ports: declared,
    packet: packets,
    place: places,
    sender: sources,
    ofNamespace: partLabels,
    ofSender: partLabels,
  });

function sourceOf({ place, sender: source, ofNamespace, ofSender }: Partly): PacketSource {
  const plain = toKnownLabels(ofNamespace);
  const name = place.is === 'named' ? place.name : null;
  return {
    namespace: place,
    kind: source,
    podLabels: toKnownLabels(ofSender),
    namespaceLabels:
      name === null
        ? {
            written: plain.written,
            runtime: (key, value) =>
              key === nameKey && value === target ? 'no' : (plain.runtime?.(key, value) ?? 'no'),
          }
        : toKnownLabels({ known: { ...ofNamespace.known, [nameKey]: name } }),
  };
}

/** Every world that fits the known facts. A pod on the host's network may count as a pod, or as an address. */
function* worldsOf(one: Partly): Iterable<World> {
  const names = one.place.is === 'named' ? [one.place.name] : ['two', 'three', 'four'];
  const pods = one.sender === 'outside' ? [null] : completions(one.ofSender);
  const worlds = choices<{ name: string; labels: Known; pod: Known | null; address: string }>({
    name: names,
    labels: completions(one.ofNamespace),
    pod: one.sender === 'node' ? [...pods, null] : pods,
    address: ['10.1.2.3', '203.0.113.9'],
  });
  for (const { name, labels: own, pod, address } of worlds) {
    yield {
      source: { namespace: name, namespaceLabels: withName(name, own), podLabels: pod, address },
      target: { namespace: target, labels: one.podLabels, ports: one.ports },
      policies: one.policies.map(({ namespace, spec }) => ({ namespace: namespace ?? target, spec })),
    };
  }
}

function askPartly(one: Partly): { readonly answer: Truth; readonly truth: Truth } {
  const answer = ask({
    workload: deployment(target, one.podLabels, one.ports),
    policies: one.policies.map(policyObject),
    source: sourceOf(one),
    packet: one.packet,
  });
  const { port, protocol } = one.packet;
  return { answer, truth: agreement([...worldsOf(one)].map(cluster => arrives(cluster, port, protocol))) };
}

test('of a source that is known in part, yes and no hold in every world that is possible', () => {
  fc.assert(
    fc.property(partly({ ...exact, blocks: true }, 4), one => {
      const { answer, truth } = askPartly(one);
      expect(isSound(answer, truth), `${answer}, and the worlds say ${truth}`).toBe(true);
    }),
    cases({ sample: 500, full: 1500 }),
  );
});

test('with one policy and without expressions, the answer is unknown only where worlds differ', () => {
  fc.assert(
    fc.property(partly({ plain: true, blocks: false, podKeys: {} }, 1), one => {
      const { answer, truth } = askPartly(one);
      expect(answer).toBe(truth);
    }),
    cases({ sample: 500, full: 1500 }),
  );
});

const agentKey = 'role';

/** Pods that state no namespace, or carry labels that a parameter or an agent sets. */
interface Vague {
  readonly home: string | null;
  readonly podLabels: Known;
  readonly policies: readonly (Placed & { readonly twice: boolean })[];
  readonly ports: readonly Port[];
  readonly packet: Packet;
  readonly from: 'far' | null;
}

const homes = [null, target, target, 'two'];
// biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter of an OpenShift Template
const parameter = '${APP}';

const vague: fc.Arbitrary<Vague> = fc.record({
  home: fc.constantFrom(target, target, null),
  podLabels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom(...values, parameter)),
  policies: fc.array(
    fc
      .tuple(placed({ ...exact, podKeys: { [agentKey]: ['master', 'web'] } }, homes), fc.nat(9))
      .map(([policy, odds]) => ({ ...policy, twice: odds === 0 })),
    { minLength: 1, maxLength: 3 },
  ),
  ports: declared,
  packet: packets,
  from: fc.constantFrom('far', null),
});

/** The possible contents of an ambiguous policy. */
const readings = [
  { podSelector: {}, ingress: [] },
  { podSelector: {}, ingress: [{}] },
  { policyTypes: ['Egress'] },
];

function* vagueWorlds(one: Vague): Iterable<World> {
  const carried = Object.entries(one.podLabels).map(
    ([key, value]) => [key, value === parameter ? [...values, 'z'] : [value]] as const,
  );
  const podLabels = choices<Record<string, string | null>>({
    ...Object.fromEntries(carried),
    [agentKey]: [null, 'master', 'replica'],
  });
  const told = one.policies.map(({ spec, twice }) => (twice ? readings : [spec]));
  for (const specs of choices<Record<number, Placed['spec']>>(Object.fromEntries(told.entries()))) {
    for (const { unset, own } of choices({ unset: [target, 'two'], own: podLabels })) {
      const namespace = one.from ?? unset;
      yield {
        source: { namespace, namespaceLabels: withName(namespace, {}), podLabels: {}, address: '10.1.2.3' },
        target: { namespace: one.home ?? unset, labels: present(own), ports: one.ports },
        policies: one.policies.map((policy, index) => ({
          namespace: policy.namespace ?? unset,
          spec: specs[index] ?? {},
        })),
      };
    }
  }
}

test('policies that perhaps select the pods, or are known in part, decide only what they decide in every world', () => {
  fc.assert(
    fc.property(vague, one => {
      const answer = ask({
        workload: deployment(one.home, one.podLabels, one.ports),
        policies: one.policies.map(({ twice, ...policy }, index) => ({
          ...policyObject(policy, index),
          opaque: twice ? 'ambiguous' : null,
        })),
        source: {
          namespace: one.from === null ? { is: 'unset' } : { is: 'named', name: one.from },
          namespaceLabels: one.from === null ? toKnownLabels({ known: {} }) : fully(withName(one.from, {})),
          podLabels: fully({}),
          kind: 'pod',
        },
        packet: one.packet,
      });
      const { port, protocol } = one.packet;
      const truth = agreement([...vagueWorlds(one)].map(cluster => arrives(cluster, port, protocol)));
      expect(isSound(answer, truth), `${answer}, and the worlds say ${truth}`).toBe(true);
    }),
    cases({ sample: 1000, full: 3000 }),
  );
});
