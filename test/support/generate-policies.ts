import fc from 'fast-check';
import type { LabelSelector, Labels } from '../../src/kube/kinds/metadata.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../src/kube/kinds/network-policy.ts';
import type { PolicySpec } from '../laws/oracle.ts';

/** A small domain, so that selectors often match labels. */
export const keys = ['app', 'tier'] as const;
export const values = ['x', 'y'] as const;
export const nameKey = 'kubernetes.io/metadata.name';
export const namespaces = ['one', 'two', 'three'] as const;

/** Any fields of the record may be left out. */
const partial = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

export const labels: fc.Arbitrary<Labels> = fc.dictionary(
  fc.constantFrom(...keys),
  fc.constantFrom(...values),
);

/** `plain` leaves matchExpressions out. */
export function selectors(
  plain: boolean,
  extra: Readonly<Record<string, readonly string[]>> = {},
): fc.Arbitrary<LabelSelector> {
  const names = [...keys, ...Object.keys(extra)];
  const requirement = fc.constantFrom(...names).chain(key => {
    const some = fc.uniqueArray(fc.constantFrom(...(extra[key] ?? values)), { minLength: 1, maxLength: 2 });
    return fc.oneof(
      fc.record({ key: fc.constant(key), operator: fc.constantFrom('In', 'NotIn'), values: some }),
      fc.record({ key: fc.constant(key), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
    );
  });
  const pair = fc
    .constantFrom(...names)
    .chain(key => fc.constantFrom(...(extra[key] ?? values)).map(value => [key, value] as const));
  const matchLabels = fc.array(pair, { maxLength: 2 }).map(pairs => Object.fromEntries(pairs));
  const matchExpressions = fc.array(requirement, { maxLength: 2 });
  return plain ? partial({ matchLabels }) : partial({ matchLabels, matchExpressions });
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 12, nil: null });

export interface PolicyShape {
  /** No matchExpressions anywhere. */
  readonly plain: boolean;
  /** Besides the whole of an address family, blocks that only some addresses are in. */
  readonly blocks: boolean;
  /** Further keys that a podSelector may name. */
  readonly podKeys: Readonly<Record<string, readonly string[]>>;
}

function peers(shape: PolicyShape): fc.Arbitrary<NetworkPolicyPeer> {
  const podSelector = orNull(selectors(shape.plain));
  const named = selectors(true, { [nameKey]: namespaces });
  const namespaceSelector = orNull(fc.oneof(selectors(shape.plain, { [nameKey]: namespaces }), named));
  const anywhere = fc.constantFrom('0.0.0.0/0', '::/0').map(cidr => ({ ipBlock: { cidr } }));
  const somewhere = fc.record({
    ipBlock: fc.oneof(
      fc.constant({ cidr: '10.0.0.0/8' }),
      fc.constant({ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }),
    ),
  });
  // A peer needs a selector: the API server refuses a peer without one.
  const selecting = fc.oneof(
    fc.record({ podSelector: selectors(shape.plain) }),
    fc.record({ namespaceSelector: selectors(shape.plain, { [nameKey]: namespaces }) }),
    fc
      .record({ podSelector, namespaceSelector })
      .filter(peer => peer.podSelector !== null || peer.namespaceSelector !== null),
  );
  return fc.oneof(
    { weight: 8, arbitrary: selecting },
    { weight: 1, arbitrary: anywhere },
    { weight: shape.blocks ? 1 : 0, arbitrary: somewhere },
  );
}

const protocol = fc.constantFrom('TCP', 'UDP', null);

export const ports: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  partial({ protocol, port: fc.constantFrom<number | string>(80, 8080, 9090, 'http', 'dns', 'nobody') }),
  partial({ protocol }),
  fc
    .tuple(protocol, fc.constantFrom(1, 80, 8080), fc.constantFrom(0, 1, 8000))
    .map(([proto, port, more]) => ({ protocol: proto, port, endPort: port + more })),
);

export function policySpecs(shape: PolicyShape): fc.Arbitrary<PolicySpec> {
  const rule = partial({
    from: orNull(fc.array(peers(shape), { maxLength: 3 })),
    ports: orNull(fc.array(ports, { maxLength: 2 })),
  });
  return partial({
    podSelector: fc.oneof(fc.constant({}), selectors(shape.plain, shape.podKeys)),
    policyTypes: fc.constantFrom<readonly string[] | null>(
      null,
      [],
      ['Ingress'],
      ['Egress'],
      ['Ingress', 'Egress'],
    ),
    ingress: orNull(fc.array(rule, { maxLength: 3 })),
    egress: fc.constantFrom<readonly Record<string, never>[] | null>(null, [], [{}]),
  });
}
