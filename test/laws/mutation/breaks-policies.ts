import { controllersOf } from '../../../src/graph/network/controllers.ts';
import { type NetworkPolicy, policiesIn, policiesOf } from '../../../src/graph/network/isolation.ts';
import { portsAdmit } from '../../../src/graph/network/network-policy.ts';
import { trafficSourcesOf } from '../../../src/graph/network/traffic-sources.ts';
import type { Json } from '../../../src/kube/json.ts';
import type { NetworkPolicyRule } from '../../../src/kube/kinds/network-policy.ts';
import { pointer } from '../../../src/kube/pointer.ts';
import { protocolOf } from '../../../src/kube/ports.ts';
import { podLabelsWritten, podSpecOf, templateAt } from '../../../src/kube/workload.ts';
import { type App, added, type Edit, edited } from './app.ts';
import type { SoundChain } from './chains.ts';
import { type Break, type Broken, error, warning } from './mutation.ts';

const rules = ['network-policy-blocks-ingress'];

/** The NetworkPolicies over the pods; null where the pods are on the host's network, or other policies decide too. */
function policiesOver({ app, workload, query }: SoundChain): readonly NetworkPolicy[] | null {
  if (podSpecOf(workload).hostNetwork === true) return null;
  if (app.some(({ ref }) => ref.kind !== 'NetworkPolicy' && /NetworkPolicy$/.test(ref.kind))) return null;
  const { sets, maybe, why } = policiesOf(workload, query);
  return maybe.length > 0 || why !== null ? null : policiesIn(sets);
}

/** A proxy on the node's network reaches at least the pods of its node, so the rule only warns. */
function shutOut(chain: SoundChain, app: App): Broken {
  const { sources } = trafficSourcesOf(chain.route, chain.query);
  return sources.some(({ source }) => source.kind === 'node') ? warning(app) : error(app);
}

type PlacedRule = {
  readonly policy: NetworkPolicy;
  readonly rule: NetworkPolicyRule;
  readonly index: number;
};

const rulesOf = (policies: readonly NetworkPolicy[]): readonly PlacedRule[] =>
  policies.flatMap(policy =>
    (policy.body.spec?.ingress ?? []).map((rule, index) => ({ policy, rule, index })),
  );

/** The same field of every rule, changed. */
function editRules(
  chain: SoundChain,
  placed: readonly PlacedRule[],
  field: string,
  value: (rule: PlacedRule) => Json,
): App {
  return placed.reduce<App>((app, one) => {
    const edit: Edit = [pointer('spec', 'ingress', one.index, field), value(one)];
    return edited(app, one.policy.ref, edit);
  }, chain.app);
}

const destinationOf = ({ workload, resolved, port }: SoundChain) => ({
  workload,
  port: resolved.number,
  protocol: protocolOf(port.port),
});

function policyOver({ workload }: SoundChain, spec: { readonly [field: string]: Json }): Json {
  const { namespace } = workload.ref;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'added', ...(namespace === null ? {} : { namespace }) },
    spec: { policyTypes: ['Ingress'], ...spec },
  };
}

/** A namespace that is not the usual one of any preset. */
const wrongNamespace: Json = { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } };

export const breaksOfPolicies: readonly Break[] = [
  {
    name: 'default-deny added',
    rules,
    apply(chain) {
      if (policiesOver(chain)?.length !== 0) return null;
      return shutOut(chain, added(chain.app, policyOver(chain, { podSelector: {} })));
    },
  },
  {
    name: 'policy added that admits the same namespace alone',
    rules,
    apply(chain) {
      if (policiesOver(chain)?.length !== 0 || mayShareNamespace(chain)) return null;
      const matchLabels = podLabelsWritten(chain.workload) as { readonly [key: string]: Json };
      const spec = { podSelector: { matchLabels }, ingress: [{ from: [{ podSelector: {} }] }] };
      return shutOut(chain, added(chain.app, policyOver(chain, spec)));
    },
  },
  {
    name: 'policy port changed to the Service port',
    rules,
    apply(chain) {
      const { number } =
        chain.port.port.port === chain.resolved.number ? { number: null } : { number: chain.port.port.port };
      const placed = rulesOf(policiesOver(chain) ?? []);
      const admitting = placed.filter(({ rule }) => portsAdmit(rule, destinationOf(chain)) !== 'no');
      if (number === null || admitting.length === 0) return null;
      if (admitting.some(({ rule }) => (rule.ports ?? []).length === 0)) return null;
      return shutOut(
        chain,
        editRules(chain, admitting, 'ports', () => [{ protocol: 'TCP', port: number }]),
      );
    },
  },
  {
    name: 'namespaceSelector of a policy for another namespace',
    rules,
    apply(chain) {
      const placed = rulesOf(policiesOver(chain) ?? []);
      const selects = ({ rule }: PlacedRule) =>
        (rule.from ?? []).some(peer => peer.namespaceSelector != null);
      const isOpen = ({ rule }: PlacedRule) =>
        (rule.from ?? []).length === 0 || (rule.from ?? []).some(peer => peer.ipBlock != null);
      if (!placed.some(selects) || placed.some(isOpen) || mayShareNamespace(chain)) return null;
      return shutOut(
        chain,
        editRules(chain, placed.filter(selects), 'from', () => [{ namespaceSelector: wrongNamespace }]),
      );
    },
  },
  {
    name: 'mutual TLS of Istio demanded of injected pods',
    rules: ['mesh-refuses-ingress'],
    apply(chain) {
      const { app, workload, route, query } = chain;
      const controllers = controllersOf(route, query);
      const isKnown = controllers.length > 0 && !controllers.some(({ dialect }) => dialect.isOfIstio);
      const isInjected = app.some(({ ref }) => ref.kind === 'Namespace' || ref.group.endsWith('istio.io'));
      if (!isKnown || isInjected || route.served.by === 'gateways') return null;
      if (podSpecOf(workload).hostNetwork === true || workload.ref.kind === 'Pod') return null;
      const inject = pointer(...templateAt(workload).split('/').slice(1), 'metadata', 'labels');
      const { namespace } = workload.ref;
      const policy = {
        apiVersion: 'security.istio.io/v1',
        kind: 'PeerAuthentication',
        metadata: { name: 'added', ...(namespace === null ? {} : { namespace }) },
        spec: { mtls: { mode: 'STRICT' } },
      };
      const labels = { ...podLabelsWritten(workload), 'sidecar.istio.io/inject': 'true' };
      return warning(added(edited(app, workload.ref, [inject, labels]), policy));
    },
  },
];

/** Whether the proxies of a Gateway may be in the namespace of the pods. */
function mayShareNamespace({ route, workload, query }: SoundChain): boolean {
  const { sources, by } = trafficSourcesOf(route, query);
  const namespaces = sources.map(({ source }) =>
    source.namespace.is === 'named' ? source.namespace.name : null,
  );
  const isBeside =
    route.served.by === 'gateways' && (by === 'nobody-known' || controllersOf(route, query).length !== 1);
  return isBeside || namespaces.includes(workload.ref.namespace) || namespaces.includes('monitoring');
}
