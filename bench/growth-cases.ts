import {
  container,
  declaring,
  deployment,
  everyPort,
  ingress,
  json,
  list,
  type Manifest,
  manyPorts,
  namespace,
  networkPolicy,
  service,
  soundApp,
  times,
  word,
  yaml,
} from './growth-objects.ts';

/** An input that has much of one thing. */
export interface GrowthCase {
  readonly name: string;
  readonly manifests: string;
  readonly format: 'yaml' | 'json';
  /** The text of ingress-policy.yaml. */
  readonly config?: string;
  readonly options?: readonly string[];
}

/** Each case is made when it is measured: all of them at once need much memory. `share` of 1 is the full size. */
export function growthCases(share: number): ReadonlyMap<string, () => GrowthCase> {
  const size = (full: number) => Math.max(10, Math.round(full * share));
  const all = new Map<string, () => GrowthCase>();
  const add = (name: string, make: () => readonly unknown[], more: Partial<GrowthCase> = {}) => {
    all.set(name, () => ({ name, manifests: yaml(make()), format: 'yaml', ...more }));
  };
  const addJson = (name: string, make: () => readonly unknown[], more: Partial<GrowthCase> = {}) => {
    all.set(name, () => ({ name, manifests: json(make()), format: 'json', ...more }));
  };

  const wide = (ports: number, backends: number): readonly Manifest[] => [
    deployment('web'),
    service('web', { ports: manyPorts(ports) }),
    ...(backends === 0 ? [] : [everyPort(backends)]),
  ];
  add('ports: 60,000, no route', () => wide(size(60_000), 0));
  add('ports: 60,000, one backend', () => wide(size(60_000), 1));
  add('ports: 20,000 × 20,000 backends', () => wide(size(20_000), size(20_000)));
  add('ports: 20,000 × 20,000 Ingresses', () => [
    ...wide(size(20_000), 0),
    ...times(size(20_000), index => ingress(`web-${index}`, [{ service: 'web', port: index + 1 }])),
  ]);
  add('ports: 20,000 by name, none declared', () => [
    deployment('web'),
    service('web', { ports: manyPorts(size(20_000), index => `q-${index}`) }),
    everyPort(size(20_000)),
  ]);
  add('ports: 5,000 to as many container ports', () => [
    declaring(size(5000)),
    service('web', { ports: manyPorts(size(5000), index => `q-${index}`) }),
    everyPort(size(5000)),
  ]);

  add('ports: 5,000 missing among 5,000', () => [
    declaring(size(5000)),
    service('web', { ports: manyPorts(size(5000), index => `r-${index}`) }),
    everyPort(size(5000)),
  ]);
  add('ports: 5,000 missing in 5,000 containers', () => [
    deployment('web', {
      containers: times(size(5000), index => ({
        ...container(`c-${index}`),
        ports: [{ name: `q-${index}`, containerPort: index + 1 }],
        readinessProbe: { httpGet: { path: '/ready', port: `q-${index}` } },
      })),
    }),
    service('web', { ports: manyPorts(size(5000), index => `r-${index}`) }),
    everyPort(size(5000)),
  ]);
  add('ports: 10,000 backends miss 10,000', () => [
    deployment('web'),
    service('web', { ports: manyPorts(size(10_000)) }),
    everyPort(size(10_000), 20_000),
  ]);

  const services = () => [
    deployment('web'),
    ...times(size(10_000), index => service(`api-${word(index)}`, { selector: { app: 'web' } })),
  ];
  const absent = (index: number) => `api-${word(index + 1_000_000)}`;
  const manyMissing = () => [
    ...services(),
    ...times(size(10_000), index => ingress(`web-${index}`, [{ service: absent(index) }])),
  ];
  const oneMissing = () => [
    ...services(),
    ingress(
      'web',
      times(size(10_000), index => ({ service: absent(index) })),
    ),
  ];
  add('missing: 10,000 of 10,000 Ingresses', manyMissing);
  add('missing: 10,000 of one Ingress', oneMissing);
  addJson('missing: 10,000 in one line of JSON', () => [list(manyMissing())]);
  addJson('missing: one Ingress in a line of JSON', () => [list(oneMissing())]);
  for (const format of ['json', 'sarif', 'github'])
    add(`missing: as ${format}`, manyMissing, { options: ['--format', format] });
  add('missing: 10,000 with a typo', () => [
    ...services(),
    ...times(size(10_000), index => ingress(`web-${index}`, [{ service: `aip-${word(index)}` }])),
  ]);
  add('missing: 10,000 in 10,000 namespaces', () =>
    times(size(10_000), index => [
      { ...deployment('web'), metadata: { name: 'web', namespace: `n-${index}` } },
      { ...service('web'), metadata: { name: 'web', namespace: `n-${index}` } },
      {
        ...ingress('web', [{ service: `api-${index}` }]),
        metadata: { name: 'web', namespace: `n-${index}` },
      },
    ]).flat(),
  );

  const apps = () => times(Math.ceil(size(20_000) / 3), index => soundApp(`app-${index}`)).flat();
  const halfBroken = () =>
    times(Math.ceil(size(20_000) / 3), index => {
      const [workload, ...rest] = soundApp(`app-${index}`);
      return index % 2 === 0 ? [workload, ...rest] : [workload, rest[1]];
    }).flat() as Manifest[];
  add('list: 20,000 objects', () => [list(apps())]);
  addJson('list: 20,000 objects as JSON', () => [list(apps())]);
  add('list: 20,000 objects, half broken', () => [list(halfBroken())]);
  addJson('list: 20,000 objects, half broken, JSON', () => [list(halfBroken())]);

  const exemptions = (name: (index: number) => string) =>
    yaml([
      {
        exemptions: times(size(100_000), index => ({
          rules: ['backend-service-missing'],
          kind: 'Ingress',
          namespace,
          name: name(index),
          reason: 'known',
        })),
      },
    ]);
  all.set('exemptions: 100,000, sound objects', () => ({
    name: 'exemptions: 100,000, sound objects',
    manifests: yaml(soundApp('web')),
    format: 'yaml',
    config: exemptions(index => `other-${index}`),
  }));
  all.set('exemptions: 100,000 × 10,000 findings', () => ({
    name: 'exemptions: 100,000 × 10,000 findings',
    manifests: yaml(manyMissing()),
    format: 'yaml',
    config: exemptions(index => `web-${index + size(5000)}`),
  }));
  all.set('exemptions: 100,000 globs × 10,000 findings', () => ({
    name: 'exemptions: 100,000 globs × 10,000 findings',
    manifests: yaml(manyMissing()),
    format: 'yaml',
    config: exemptions(index => `web-${index + size(5000)}*`),
  }));

  const fromProxy = [
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] },
  ];
  const fromOther = [{ from: [{ podSelector: { matchLabels: { app: 'other' } } }] }];
  add('policies: 10,000 over one workload', () => [
    ...soundApp('web'),
    ...times(size(10_000), index => networkPolicy(`p-${index}`, {}, fromProxy)),
  ]);
  add('policies: 10,000 that shut out 1,000', () => [
    ...times(size(1000), index => soundApp(`app-${index}`)).flat(),
    ...times(size(10_000), index => networkPolicy(`p-${index}`, {}, fromOther)),
  ]);
  add('policies: 10,000 over 1,000 workloads', () => [
    ...times(size(1000), index => soundApp(`app-${index}`)).flat(),
    ...times(size(10_000), index => networkPolicy(`p-${index}`, {}, fromProxy)),
  ]);
  add('policies: 10,000 with expressions', () => [
    ...times(size(1000), index => soundApp(`app-${index}`)).flat(),
    ...times(size(10_000), index =>
      networkPolicy(
        `p-${index}`,
        { matchExpressions: [{ key: 'app', operator: 'In', values: [`app-${index}`] }] },
        fromProxy,
      ),
    ),
  ]);
  add('policies: 10,000 by one label of 1,000', () => [
    ...times(size(1000), index => [
      deployment(`app-${index}`, { labels: { app: `app-${index}`, tier: 'web' } }),
      service(`app-${index}`),
      ingress(`app-${index}`, [{ service: `app-${index}` }]),
    ]).flat(),
    ...times(size(10_000), index => networkPolicy(`p-${index}`, { matchLabels: { tier: 'web' } }, fromOther)),
  ]);
  add('policies: one shuts out 5,000 ports', () => [
    deployment('web'),
    service('web', { ports: manyPorts(size(5000), index => index + 10_000) }),
    everyPort(size(5000)),
    networkPolicy('all', {}, fromOther),
  ]);
  add('policies: one with 10,000 rules', () => [
    ...times(size(1000), index => soundApp(`app-${index}`)).flat(),
    networkPolicy(
      'all',
      {},
      times(size(10_000), index => ({ from: [{ podSelector: { matchLabels: { app: `a-${index}` } } }] })),
    ),
  ]);

  add('near miss: 10,000 Services × 10,000 workloads', () => [
    ...times(size(10_000), index => deployment(`w-${word(index)}`, { labels: { app: `w-${word(index)}` } })),
    ...times(size(10_000), index =>
      service(`s-${word(index)}`, { selector: { app: `s-${word(index + 1_000_000)}` } }),
    ),
  ]);
  add('near miss: 10,000 Services of one selector', () => [
    ...times(size(10_000), index => deployment(`w-${word(index)}`, { labels: { app: `w-${word(index)}` } })),
    ...times(size(10_000), index => service(`s-${word(index)}`, { selector: { app: 'nobody' } })),
  ]);
  add('services: 5,000 of one workload', () => [
    deployment('web'),
    ...times(size(5000), index => service(`web-${index}`, { selector: { app: 'web' } })),
  ]);
  add('services: 5,000 routed, of one workload', () => [
    deployment('web'),
    ...times(size(5000), index => service(`web-${index}`, { selector: { app: 'web' } })),
    ...times(size(5000), index => ingress(`web-${index}`, [{ service: `web-${index}` }])),
  ]);
  add('services: 5,000 of one workload, faulty', () => [
    deployment('web', {
      containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }] }],
    }),
    ...times(size(5000), index => service(`web-${index}`, { selector: { app: 'web' } })),
    ...times(size(5000), index => ingress(`web-${index}`, [{ service: `web-${index}` }])),
  ]);
  add('workloads: 5,000 of one Service', () => [
    ...times(size(5000), index => deployment(`web-${index}`, { labels: { app: 'web', at: `${index}` } })),
    service('web'),
    ingress('web', [{ service: 'web' }]),
  ]);
  add('workloads: 5,000 of one faulty Service', () => [
    ...times(size(5000), index => deployment(`web-${index}`, { labels: { app: 'web', at: `${index}` } })),
    service('web', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }),
    ingress('web', [{ service: 'web' }]),
  ]);
  add('routes: 10,000 to one Service', () => [
    deployment('web'),
    service('web'),
    ...times(size(10_000), index => ingress(`web-${index}`, [{ service: 'web' }])),
  ]);
  add('routes: 10,000 to one faulty Service', () => [
    deployment('web'),
    service('web', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }),
    ...times(size(10_000), index => ingress(`web-${index}`, [{ service: 'web' }])),
  ]);
  add('routes: one with 10,000 paths to one Service', () => [
    deployment('web'),
    service('web', { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }),
    ingress(
      'web',
      times(size(10_000), () => ({ service: 'web' })),
    ),
  ]);

  const httpRoute = (index: number, to: string, where: string = namespace) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: `web-${index}`, namespace },
    spec: {
      parentRefs: [{ name: 'main' }],
      hostnames: [`web-${index}.example`],
      rules: [{ backendRefs: [{ name: to, namespace: where, port: 80 }] }],
    },
  });
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'main', namespace },
    spec: { gatewayClassName: 'eg', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  add('gateway: 10,000 HTTPRoutes', () => [
    gateway,
    deployment('web'),
    service('web'),
    ...times(size(10_000), index => httpRoute(index, 'web')),
  ]);
  const elsewhere = (one: Manifest): Manifest => ({
    ...one,
    metadata: { ...(one.metadata as object), namespace: 'other' },
  });
  const grant = (index: number, to: string) => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: `g-${index}`, namespace: 'other' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
      to: [{ group: '', kind: 'Service', name: to }],
    },
  });
  add('grants: 10,000 for one route', () => [
    gateway,
    elsewhere(deployment('web')),
    elsewhere(service('web')),
    httpRoute(0, 'web', 'other'),
    ...times(size(10_000), index => grant(index, `other-${index}`)),
  ]);
  add('grants: 5,000 for 5,000 routes', () => [
    gateway,
    elsewhere(deployment('web')),
    ...times(size(5000), index => elsewhere(service(`web-${index}`, { selector: { app: 'web' } }))),
    ...times(size(5000), index => httpRoute(index, `web-${index}`, 'other')),
    ...times(size(5000), index => grant(index, `web-${index}`)),
  ]);
  add('grants: 5,000 for other routes', () => [
    gateway,
    elsewhere(deployment('web')),
    ...times(size(5000), index => elsewhere(service(`web-${index}`, { selector: { app: 'web' } }))),
    ...times(size(5000), index => httpRoute(index, `web-${index}`, 'other')),
    ...times(size(5000), index => grant(index, `other-${index}`)),
  ]);

  add('containers: 5,000 of one workload', () => [
    deployment('web', {
      containers: times(size(5000), index => container(`c-${index}`, index + 1)),
    }),
    service('web'),
    ingress('web', [{ service: 'web' }]),
  ]);
  add('containers: 5,000 × 5,000 Service ports', () => [
    deployment('web', {
      containers: times(size(5000), index => ({
        name: `c-${index}`,
        image: 'main',
        ports: [{ name: `q-${index}`, containerPort: index + 1 }],
      })),
    }),
    service('web', { ports: manyPorts(size(5000), index => `q-${index}`) }),
    everyPort(size(5000)),
  ]);
  add('duplicates: 5,000 different', () => [
    ...times(size(5000), index => service('web', { selector: { app: `web-${index}` } })),
  ]);
  add('duplicates: 5,000 equal', () => times(size(5000), () => deployment('web')));
  add('duplicates: 5,000 malformed', () =>
    times(size(5000), index => service('web', { ports: [{ port: `x-${index}` }] })),
  );
  add('hosts: 20,000 of one route', () => [
    deployment('web'),
    service('web'),
    ingress(
      'web',
      [{ service: 'web' }],
      times(size(20_000), index => `h-${index}.example`),
    ),
  ]);
  add('hosts: 20,000 of one faulty route', () => [
    deployment('web'),
    service('web'),
    ingress(
      'web',
      [{ service: 'web', port: 81 }],
      times(size(20_000), index => `h-${index}.example`),
    ),
  ]);
  addJson('hosts: 20,000 of one faulty route in JSON', () => [
    deployment('web'),
    service('web'),
    ingress(
      'web',
      [{ service: 'web', port: 81 }],
      times(size(20_000), index => `h-${index}.example`),
    ),
  ]);
  add('malformed: 10,000 objects', () =>
    times(size(10_000), index => service(`web-${index}`, { ports: [{ port: 'http' }] })),
  );
  add('malformed: one object, 10,000 faults', () => [
    service('web', { ports: times(size(10_000), () => ({ port: 'http' })) }),
  ]);
  add('keys: 20,000 labels', () => [
    ...soundApp('web'),
    deployment('wide', {
      labels: Object.fromEntries(times(size(20_000), index => [`l-${index}`, 'x'] as const)),
    }),
    service('wide', {
      selector: Object.fromEntries(times(size(20_000), index => [`l-${index}`, 'x'] as const)),
    }),
  ]);
  // Not by the writer of YAML, whose stack a long text exceeds.
  const longText = (name: string, text: string) =>
    all.set(name, () => ({
      name,
      manifests: `${yaml(soundApp('web'))}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: long}\ndata:\n  text: ${text}\n`,
      format: 'yaml',
    }));
  longText('lines: one of 8 MB', `"${'x '.repeat(size(4_000_000))}"`);
  longText('lines: 200,000 in one text', `|\n${'    a line of text\n'.repeat(size(200_000))}`);
  const nested = (depth: number): unknown => {
    let value: unknown = 'end';
    for (let at = 0; at < depth; at++) value = { a: value };
    return value;
  };
  add('depth: 1,000 objects of 90 levels', () =>
    times(size(1000), index => ({
      apiVersion: 'example.com/v1',
      kind: 'Deep',
      metadata: { name: `deep-${index}`, namespace },
      spec: nested(90),
    })),
  );
  all.set('depth: 100,000 brackets', () => ({
    name: 'depth: 100,000 brackets',
    manifests: `${yaml(soundApp('web'))}---\na: ${'['.repeat(size(100_000))}\n`,
    format: 'yaml',
  }));
  return all;
}
