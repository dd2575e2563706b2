import { dump } from 'js-yaml';

/** Objects of a given shape, for `bench/growth.ts`. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export const namespace = 'shop';

/** `item(0)` to `item(count - 1)`. */
export const times = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

/** A name of letters alone: no two of them differ in digits, so that every pair of names may be a typo. */
export function word(index: number): string {
  let rest = index * 7919 + 1_000_003;
  let letters = '';
  for (let at = 0; at < 6; at++) {
    letters += String.fromCharCode(97 + (rest % 26));
    rest = Math.floor(rest / 26) + 17 * (at + 1);
  }
  return letters;
}

export interface PodSettings {
  readonly labels?: Readonly<Record<string, string>>;
  readonly containers?: readonly unknown[];
}

export const container = (name: string, port = 8080) => ({
  name,
  image: `registry.example/${name}:1.0.0`,
  ports: [{ name: 'http', containerPort: port }],
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  lifecycle: { preStop: { sleep: { seconds: 10 } } },
});

export function deployment(name: string, { labels = { app: name }, containers }: PodSettings = {}): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 40, containers: containers ?? [container('main')] },
      },
    },
  };
}

export interface ServiceSettings {
  /** Null for a Service without a selector. */
  readonly selector?: Readonly<Record<string, string>> | null;
  readonly ports?: readonly unknown[];
}

export function service(name: string, { selector = { app: name }, ports }: ServiceSettings = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      ...(selector === null ? {} : { selector }),
      ports: ports ?? [{ name: 'http', port: 80, targetPort: 'http' }],
    },
  };
}

/** Many Service ports that lead to one port of the pods. */
export const manyPorts = (count: number, targetPort: (index: number) => string | number = () => 'http') =>
  times(count, index => ({ name: `p-${index}`, port: index + 1, targetPort: targetPort(index) }));

export interface Target {
  readonly service: string;
  readonly port?: number;
}

/** An Ingress with one path for each backend. */
export function ingress(name: string, targets: readonly Target[], hosts = [`${name}.example`]): Manifest {
  const paths = targets.map(({ service, port = 80 }, index) => ({
    path: `/${index}`,
    pathType: 'Prefix',
    backend: { service: { name: service, port: { number: port } } },
  }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace },
    spec: { ingressClassName: 'nginx', rules: hosts.map(host => ({ host, http: { paths } })) },
  };
}

/** An Ingress with a backend for each of so many ports of the Service `web`. */
export const everyPort = (count: number, first = 1): Manifest =>
  ingress(
    'web',
    times(count, index => ({ service: 'web', port: first + index })),
  );

/** A Deployment whose container declares so many ports: `q-0`, `q-1` and so on. */
export const declaring = (count: number): Manifest =>
  deployment('web', {
    containers: [
      {
        ...container('main'),
        ports: times(count, index => ({ name: `q-${index}`, containerPort: index + 1 })),
        readinessProbe: { httpGet: { path: '/ready', port: 'q-0' } },
      },
    ],
  });

export const soundApp = (name: string): Manifest[] => [
  deployment(name),
  service(name),
  ingress(name, [{ service: name }]),
];

export function networkPolicy(name: string, podSelector: object, ingressRules: readonly unknown[]): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: { podSelector, policyTypes: ['Ingress'], ingress: ingressRules },
  };
}

export const list = (items: readonly Manifest[]): Manifest => ({ apiVersion: 'v1', kind: 'List', items });

export const yaml = (documents: readonly unknown[]) =>
  documents.map(document => dump(document, { lineWidth: -1, noRefs: true })).join('---\n');
export const json = (documents: readonly unknown[]) =>
  documents.map(document => `${JSON.stringify(document)}\n`).join('');

/** Sound Deployments, Services and Ingresses that take as many bytes as the text. */
export function ordinary(bytes: number, write: typeof yaml): string {
  const one = write(soundApp('app-00000')).length + (write === yaml ? 4 : 0);
  const apps = Math.max(1, Math.round(bytes / one));
  return write(times(apps, index => soundApp(`app-${String(index).padStart(5, '0')}`)).flat());
}
