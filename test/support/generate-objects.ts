import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/kube/json.ts';
import { kinds } from '../../src/kube/kinds.ts';
import type { Obj } from '../../src/kube/object.ts';
import { object } from './check.ts';
import { policySpecs } from './generate-policies.ts';

/** Objects of every kind of the table, with so few names that they often refer to each other, and some opaque objects. */

const pick = <T>(...options: readonly T[]) => fc.constantFrom(...options);
// biome-ignore lint/suspicious/noTemplateCurlyInString: the parameter of an OpenShift Template
const parameter = '${NAME}';
const name = fc.oneof(
  { weight: 12, arbitrary: pick('web', 'web', 'web', 'api') },
  { weight: 1, arbitrary: pick(parameter, 'wbe') },
);
const namespace = pick('shop', 'shop', 'shop', 'shop', 'shop', 'shop', 'infra', null);

const absent = Symbol('absent');

/** A record in which any field may be missing; most are present. */
function some(model: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  const fields = Object.entries(model).map(
    ([key, value]) => [key, fc.option(value, { freq: 6, nil: absent })] as const,
  );
  return fc
    .record(Object.fromEntries(fields))
    .map(
      made => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== absent)) as JsonObject,
    );
}
const all = (model: Readonly<Record<string, fc.Arbitrary<Json>>>) =>
  fc.record(model) as fc.Arbitrary<JsonObject>;
const few = (item: fc.Arbitrary<Json>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ) as fc.Arbitrary<Json>;

const labels = fc.oneof(
  {
    weight: 16,
    arbitrary: pick<Json>({ app: 'web' }, { app: 'web' }, { app: 'api' }, { app: 'web', tier: 'x' }),
  },
  { weight: 2, arbitrary: pick<Json>({}, { role: 'master' }, { app: parameter }, { app: 'wbe' }) },
  {
    weight: 1,
    arbitrary: pick<Json>({ app: 'web', version: 1 }, { 'app.kubernetes.io/name': 'ingress-nginx' }),
  },
);
const selector = all({ matchLabels: labels });
const probe = all({ httpGet: all({ port: pick<Json>('http', 8080, 'nope') }) });

const container = some({
  name: pick('app', 'proxy'),
  image: pick('registry.example/app:1'),
  ports: few(
    some({
      name: pick('http', 'http', 'metrics'),
      containerPort: pick(8080, 9090),
      protocol: pick('TCP', 'TCP', 'UDP'),
    }),
  ),
  readinessProbe: probe,
  lifecycle: pick<Json>(
    { preStop: { sleep: { seconds: 10 } } },
    { preStop: { exec: { command: ['sleep', '60'] } } },
  ),
});

const podSpec = some({
  containers: fc.array(container, { minLength: 1, maxLength: 2 }) as fc.Arbitrary<Json>,
  terminationGracePeriodSeconds: pick(0, 30, 60),
  hostNetwork: pick(false, false, false, true),
  volumes: pick<Json>([{ name: 'data', persistentVolumeClaim: { claimName: 'web' } }]),
});
const template = some({ metadata: all({ labels }), spec: podSpec });
const replicas = pick(3, 1, 2, 0);
const rolling = some({ maxUnavailable: pick<Json>(0, 1, '50%'), maxSurge: pick<Json>(0, 1) });

const workload = some({
  replicas,
  selector,
  template,
  strategy: some({ type: pick('RollingUpdate', 'Recreate'), rollingUpdate: rolling, canary: rolling }),
  updateStrategy: some({ type: pick('OnDelete', 'RollingUpdate') }),
});

const servicePort = all({
  name: pick('http', 'grpc'),
  port: pick(80, 8080),
  targetPort: pick<Json>('http', 'http', 'metrics', 8080, 0),
});
const backendRef = some({
  name,
  namespace: pick('shop', 'shop', 'infra'),
  port: pick(80, 8080),
  weight: pick(1, 1, 0),
});
const gatewayRoute = some({
  parentRefs: few(
    some({
      name: pick('gateway', 'web'),
      namespace: pick('shop', 'infra'),
      kind: pick('Gateway', 'Service'),
    }),
  ),
  rules: few(some({ backendRefs: few(backendRef) })),
});
const ingressBackend = all({
  service: all({
    name,
    port: fc.oneof(all({ number: pick(80, 80, 8080) }), all({ name: pick('http', 'http', 'grpc') })),
  }),
});
const ingress = some({
  ingressClassName: pick('nginx', 'traefik'),
  defaultBackend: ingressBackend,
  rules: few(all({ http: all({ paths: few(all({ path: pick('/', '/api'), backend: ingressBackend })) }) })),
});
const target = all({ kind: pick('Service'), name, weight: pick(0, 100) });
const scaleTarget = some({ kind: pick('Deployment', 'StatefulSet'), name });
const peer = all({
  group: pick('gateway.networking.k8s.io'),
  kind: pick('HTTPRoute'),
  namespace: pick('shop', 'infra'),
});

const rollout = fc.oneof(workload, all({ workloadRef: all({ kind: pick('Deployment'), name }), replicas }));

const specs: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  Service: some({
    selector: labels,
    ports: fc.uniqueArray(servicePort, { maxLength: 2, selector: ({ name }) => name }) as fc.Arbitrary<Json>,
    type: pick('ClusterIP', 'ClusterIP', 'ClusterIP', 'LoadBalancer', 'ExternalName'),
    publishNotReadyAddresses: pick(false, false, false, true),
  }),
  Pod: podSpec,
  Rollout: rollout,
  Job: some({ template }),
  CronJob: some({ jobTemplate: all({ spec: all({ template }) }) }),
  ReplicationController: some({ replicas, selector: labels, template }),
  DeploymentConfig: some({
    replicas,
    selector: labels,
    template,
    strategy: some({ rollingParams: rolling }),
  }),
  Ingress: ingress,
  IngressClass: some({ controller: pick('k8s.io/ingress-nginx') }),
  NetworkPolicy: policySpecs({
    plain: false,
    blocks: true,
    podKeys: {},
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<JsonObject>,
  HorizontalPodAutoscaler: some({ scaleTargetRef: scaleTarget, minReplicas: replicas, maxReplicas: pick(5) }),
  ScaledObject: some({ scaleTargetRef: scaleTarget, minReplicaCount: replicas }),
  PersistentVolumeClaim: some({ accessModes: pick<Json>(['ReadWriteOnce'], ['ReadWriteMany']) }),
  HTTPRoute: gatewayRoute,
  GRPCRoute: gatewayRoute,
  Gateway: some({ gatewayClassName: pick('eg', 'istio') }),
  GatewayClass: some({ controllerName: pick('istio.io/gateway-controller') }),
  ReferenceGrant: some({ from: few(peer), to: few(some({ kind: pick('Service'), group: pick(''), name })) }),
  Route: some({
    to: target,
    alternateBackends: few(target),
    port: all({ targetPort: pick<Json>('http', 8080) }),
  }),
};

/** Unknown kinds: custom resources, and policies and routes of other APIs. */
const foreign = [
  ['acid.zalan.do/v1', 'postgresql'],
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
  ['networking.istio.io/v1', 'VirtualService'],
] as const;

const known = kinds.map(({ group, kind, versions, namespaced }) => ({
  apiVersion: group === '' ? 'v1' : `${group}/${versions[0]}`,
  kind,
  namespaced,
}));
/** The kinds with the most findings, generated more often than the others. */
const usual = known.filter(({ kind }) =>
  /^(Service|Deployment|StatefulSet|Ingress|HTTPRoute|NetworkPolicy)$/.test(kind),
);
const kind = fc.oneof(
  { weight: 6, arbitrary: pick(...usual) },
  { weight: 4, arbitrary: pick(...known) },
  {
    weight: 1,
    arbitrary: pick(...foreign.map(([apiVersion, one]) => ({ apiVersion, kind: one, namespaced: true }))),
  },
);

const owner: Json = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', controller: true };

export const objects: fc.Arbitrary<Obj> = kind.chain(({ apiVersion, kind, namespaced }) => {
  const isWorkload = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet)$/.test(kind);
  const spec = specs[kind] ?? (isWorkload ? workload : fc.constant({}));
  const meta = fc.record({ name, namespace, labels, extra: fc.nat(20) });
  return fc.tuple(meta, spec, fc.nat(30)).map(([{ name, namespace, labels, extra }, spec, odds]) => {
    const metadata: Record<string, Json> = { name };
    if (namespaced && namespace !== null) metadata.namespace = namespace;
    if (kind === 'Pod' || kind === 'Namespace') metadata.labels = labels;
    if (kind === 'EndpointSlice') metadata.labels = { 'kubernetes.io/service-name': name };
    if (extra === 19) metadata.ownerReferences = [owner];
    if (extra === 20) {
      metadata.annotations = { 'ingress-policy.io/exempt': '*', 'ingress-policy.io/reason': 'a test' };
    }
    const made = object({ apiVersion, kind, metadata, spec });
    return odds === 30 ? { ...made, opaque: 'ambiguous' } : made;
  });
});
