import { isJsonObject, type Json, own } from '../../../kube/json.ts';
import { annotationOf } from '../../../kube/metadata.ts';
import type { ReadableObj } from '../../../kube/object.ts';
import { targetOf } from '../../../kube/ports.ts';
import { httpProbe } from '../../../kube/probe.ts';
import { annotate } from '../annotate.ts';
import type { CheckedContainer, HealthCheck } from '../dialect.ts';

/**
 * A BackendConfig, else the readinessProbe, else "/": kubernetes/ingress-gce pkg/controller/translator/translator.go
 * (06242a2), getHTTPProbe, and https://cloud.google.com/kubernetes-engine/docs/concepts/ingress#health_checks.
 */
export function healthCheck(to: CheckedContainer): HealthCheck | null {
  const { route, podPort, container } = to;
  // The load balancer of a Gateway reads a HealthCheckPolicy.
  if (route.kind !== 'Ingress') return null;
  const config = configOf(to);
  if (config === 'unseen') return null;
  const ignores = ignored(to);
  const taken = ignores === null ? httpProbe(container.readinessProbe, container) : null;
  const stated = config === null ? null : own(own(config.body, 'spec'), 'healthCheck');
  const path = own(stated, 'requestPath');
  return {
    path: typeof path === 'string' ? path : (taken?.path ?? '/'),
    port: podPort,
    codes: '200',
    ignores,
    isStated: isJsonObject(stated) || taken !== null,
    failsOpen: false,
    ask: (path, port) => withConfig(to, config, path, port),
  };
}

/** Why the controller does not take the readinessProbe; null where it does. */
function ignored({ port, podPort, container, service }: CheckedContainer): string | null {
  const asked = container.readinessProbe?.httpGet;
  if (asked == null) return 'as it is not of type httpGet';
  const target = targetOf(port);
  const declared = (container.ports ?? []).find(({ name, containerPort }) =>
    typeof target === 'number' ? containerPort === target : name === target,
  );
  if (declared === undefined) return `as container "${container.name ?? ''}" does not declare port ${target}`;
  if (asked.port !== declared.containerPort && asked.port !== declared.name)
    return `as that asks another port than ${podPort}`;
  if (asked.host) return 'as that has a host';
  if ((asked.httpHeaders ?? []).some(({ name }) => name !== 'Host')) return 'as that has headers';
  const scheme = asked.scheme ?? 'HTTP';
  return scheme === protocolOf({ port, service }) ? null : `as its scheme is "${scheme}"`;
}

/** pkg/annotations/service.go: ports by name or number, each with HTTP, HTTPS or HTTP2. */
function protocolOf({ port, service }: Pick<CheckedContainer, 'port' | 'service'>): string {
  const protocol = entryOf(annotationOf(service, 'cloud.google.com/app-protocols'), port);
  return typeof protocol === 'string' ? protocol : 'HTTP';
}

const key = 'cloud.google.com/backend-config';

/** The BackendConfig that the Service names for the port. */
function configOf({ service, port, object }: CheckedContainer): ReadableObj | 'unseen' | null {
  const text = annotationOf(service, key) ?? annotationOf(service, `beta.${key}`);
  if (text === null) return null;
  const config = parse(text);
  const name = entryOf(JSON.stringify(own(config, 'ports') ?? null), port) ?? own(config, 'default');
  if (typeof name !== 'string') return config === null ? 'unseen' : null;
  const { namespace } = service.ref;
  return object({ group: 'cloud.google.com', kind: 'BackendConfig', namespace, name }) ?? 'unseen';
}

function entryOf(text: string | null, { name, port }: CheckedContainer['port']): Json | undefined {
  const map = parse(text);
  return own(map, name || String(port)) ?? own(map, String(port));
}

function parse(text: string | null): Json {
  try {
    return JSON.parse(text ?? 'null') as Json;
  } catch {
    return null;
  }
}

function withConfig(
  { service }: CheckedContainer,
  config: ReadableObj | null,
  requestPath: string,
  port: number,
): ReturnType<HealthCheck['ask']> {
  const title = `Check "${requestPath}" with a BackendConfig`;
  const healthCheck = { type: 'HTTP', requestPath, port };
  if (config !== null) {
    return {
      title,
      on: config,
      operations: [
        isJsonObject(own(config.body, 'spec'))
          ? { op: 'add', path: '/spec/healthCheck', value: healthCheck }
          : { op: 'add', path: '/spec', value: { healthCheck } },
      ],
      creates: [],
    };
  }
  const { namespace, name } = service.ref;
  return {
    title,
    on: service,
    operations: annotate(service, key, JSON.stringify({ default: name })),
    creates: [
      {
        apiVersion: 'cloud.google.com/v1',
        kind: 'BackendConfig',
        metadata: { name, ...(namespace === null ? {} : { namespace }) },
        spec: { healthCheck },
      },
    ],
  };
}
