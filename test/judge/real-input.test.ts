import { expect, test } from 'vitest';
import { coverageOf } from '../../src/graph/chain/coverage.ts';
import { brokenChains } from '../../src/judge/broken-chains.ts';
import { formatRef } from '../../src/kube/object.ts';
import { found, graphFrom, judge } from '../support/check.ts';

// Faults that were seen on real applications, each with the smallest manifest that shows it.

const web = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: a.example
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`;

const other = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: other, namespace: shop}
spec:
  selector: {matchLabels: {app: other}}
  template: {metadata: {labels: {app: other}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}}
`;

const rule = 'service-selects-nothing';

test('without any workload in the input, nothing is known of the pods of a Service', () => {
  expect(found(web, rule)).toEqual([]);
  expect(found(web, rule, { world: 'closed' })).toEqual([`error ${rule} Service shop/web`]);
  expect(found([web, other].join('---'), rule)).toEqual([`error ${rule} Service shop/web`]);
});

const withoutPods = (kind: string) =>
  `${kind}\nmetadata: {name: c, namespace: shop}\nspec: {region: us-east-1}\n`;

test.for([
  withoutPods('apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig'),
  withoutPods('apiVersion: appprotectdos.f5.com/v1beta1\nkind: DosProtectedResource'),
])('a kind that makes no pods does not make a verdict unknown', kind => {
  expect(found([web, other, kind].join('---\n'), rule)).toEqual([`error ${rule} Service shop/web`]);
});

test('a custom resource whose fields tell of pods may have made them', () => {
  const operator =
    'apiVersion: db.example/v1\nkind: Cluster\nmetadata: {name: c, namespace: shop}\nspec: {replicas: 3}\n';
  expect(found([web, other, operator].join('---\n'), rule)).toEqual([]);
});

const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
`;

test('the pods that the selector of an Istio Gateway names are installed elsewhere', () => {
  expect(found([web, other, gateway].join('---'), rule)).toEqual([]);
});

const split = `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: {name: web, namespace: shop}
spec: {service: web, backends: [{service: other, weight: 1}]}
`;

test('the root of a TrafficSplit needs no pods', () => {
  expect(found([web, other, split].join('---'), rule)).toEqual([]);
});

test('an experiment of a Rollout gives its pods labels of their own', () => {
  const yaml = `
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: demo}
spec:
  selector: {matchLabels: {app: demo}}
  template: {metadata: {labels: {app: demo}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}}
  strategy:
    canary:
      steps:
      - experiment:
          templates:
          - {name: preview, specRef: canary, selector: {matchLabels: {app: demo-preview}}, metadata: {labels: {app: demo-preview}}}
---
apiVersion: v1
kind: Service
metadata: {name: preview}
spec: {selector: {app: demo-preview}, ports: [{port: 80, targetPort: http}]}
`;
  expect(found(yaml, rule)).toEqual([]);
});

test('a Service that no route names and that selects labels of run time is an info', () => {
  const yaml = `
apiVersion: v1
kind: Service
metadata: {name: admission}
spec: {selector: {lh.example/webhook: admission}, ports: [{port: 443}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: manager}
spec:
  selector: {matchLabels: {app: manager}}
  template: {metadata: {labels: {app: manager}}, spec: {containers: [{name: c, image: i}]}}
`;
  const { findings } = judge(yaml, {}, rule);
  expect(findings.map(({ level, certainty }) => [level, certainty])).toEqual([['audit', 'likely']]);
});

test('no word of HTTP is said of a UDP port', () => {
  const yaml = `
apiVersion: v1
kind: Service
metadata: {name: coap, namespace: iot}
spec: {type: LoadBalancer, selector: {app: coap}, ports: [{name: coap, port: 5683, protocol: UDP}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: coap, namespace: iot}
spec:
  serviceName: coap
  selector: {matchLabels: {app: coap}}
  template: {metadata: {labels: {app: coap}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 5683, protocol: UDP}]}]}}
`;
  expect(judge(yaml).findings).toEqual([]);
});

test.for(['Edge', 'Reencrypt', 'Passthrough', 'edge'])(
  'the API server takes the termination %s',
  termination => {
    const yaml = `
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {to: {kind: Service, name: web}, tls: {termination: ${termination}}}
`;
    expect(found(yaml, 'invalid-object')).toEqual([]);
  },
);

// biome-ignore lint/suspicious/noTemplateCurlyInString: what envsubst and Flux replace
test.for(['"${PORT:-80}"', '"${PORT}"', '$PORT', '"{self.port.k8s}"'])('%s is not rendered yet', port => {
  expect(found(web.replace('port: 80,', `port: ${port},`), 'invalid-object')).toEqual([]);
});

test('a route of a mesh is counted, and its chain is unknown', () => {
  const yaml = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{group: "", kind: Service, name: web}]
  rules: [{backendRefs: [{name: web-v2, port: 80}]}]
`;
  expect(coverageOf(graphFrom(yaml))).toMatchObject({ routes: 1, chains: 1, unknown: { mesh: 1 } });
});

test('without a route, nothing claims what a client sees', () => {
  const yaml = [other, web.split('---')[0]?.replaceAll('web', 'other') ?? ''].join('---');
  const { findings } = judge(yaml);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.flatMap(({ symptoms }) => symptoms)).toEqual([]);
});

test('a chain with an error is not unknown', () => {
  const yaml = [web.replace('name: web, port: {number: 80}', 'name: web, port: {number: 81}'), other].join(
    '---',
  );
  const { findings } = judge(yaml);
  const operator =
    '---\napiVersion: db.example/v1\nkind: Cluster\nmetadata: {name: c, namespace: shop}\nspec: {replicas: 3}\n';
  const coverage = coverageOf(graphFrom(yaml + operator), { isBroken: brokenChains(findings) });
  expect(coverage).toMatchObject({ chains: 1, resolved: 0, unknown: {} });
});

test('the selector of a Job that misses its own template is refused', () => {
  const yaml = `
apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec:
  selector: {matchLabels: {tier: backend}}
  template: {metadata: {labels: {tier: frontend}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}
`;
  expect(found(yaml, 'pod-selector-mismatch')).toEqual(['warning pod-selector-mismatch Job j']);
});

test('an error on one port of a Service breaks no chain through another', () => {
  const yaml = [
    web
      .replace(
        'ports: [{port: 80, targetPort: 8080}]',
        'ports: [{name: a, port: 80, targetPort: http}, {name: b, port: 81, targetPort: htpt}]',
      )
      .replace(
        'paths: [',
        'paths: [{path: /b, pathType: Prefix, backend: {service: {name: web, port: {number: 81}}}}, ',
      ),
    other.replaceAll('other', 'web').replace('{containerPort: 80}', '{name: http, containerPort: 80}'),
  ].join('---');
  const { findings } = judge(yaml);
  expect(coverageOf(graphFrom(yaml))).toMatchObject({ chains: 2 });
  expect(coverageOf(graphFrom(yaml), { isBroken: brokenChains(findings) })).toMatchObject({
    chains: 2,
    resolved: 1,
  });
});

test.for([
  ['targetPort: 8080', 'targetport: 8080', 'Service shop/web', 'service-target-port-missing'],
  ['readinessProbe: {', 'readynessProbe: {', 'Deployment shop/web', 'readiness-probe-missing'],
] as const)(
  'behind a route, %s written as %s is a warning beside the error',
  ([right, wrong, object, other]) => {
    const pods = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}], readinessProbe: {tcpSocket: {port: 8080}}}]}
`;
    const found = judge((web + pods).replace(right, wrong)).findings;
    expect(
      found.filter(({ rule, at }) => rule === 'invalid-object' && formatRef(at.obj.ref) === object),
    ).toMatchObject([
      { level: 'warn', message: expect.stringContaining(`did you mean "${right.split(':')[0]}"?`) },
    ]);
    expect(found.map(({ rule }) => rule)).toContain(other);
  },
);

test('a chain beside a policy of another kind is not known to lead to its container', () => {
  const yaml = [web, other.replaceAll('other', 'web')].join('---');
  expect(coverageOf(graphFrom(yaml))).toMatchObject({ chains: 1, resolved: 1, unknown: {} });
  const policy =
    '---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {endpointSelector: {}}\n';
  expect(coverageOf(graphFrom(yaml + policy))).toMatchObject({
    resolved: 0,
    unknown: { 'foreign-policy': 1 },
  });
});
