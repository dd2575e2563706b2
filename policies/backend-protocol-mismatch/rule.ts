import { type PodProtocol, podProtocolOf } from '../../src/graph/chain/pod-protocol.ts';
import type { Arrival, RoutedBackend, SubjectOf } from '../../src/graph/chain/subject.ts';
import { collections } from '../../src/graph/index/collections.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import { formatRef, isReadable } from '../../src/kube/object.ts';
import { join, type Pointer } from '../../src/kube/pointer.ts';
import {
  type Change,
  type Effective,
  type Field,
  isTls,
  type Upstream,
  type UpstreamProtocol,
} from '../../src/routes/controllers/dialect.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';
import type { Failure } from '../../src/routes/failure.ts';
import { isIdle } from '../../src/routes/route.ts';
import { defineRule, evidence, type Found, suggestion } from '../../src/rule.ts';
import { type Data, say } from './say.ts';

export default defineRule({
  id: 'backend-protocol-mismatch',
  summary: 'the proxy speaks another protocol than the container',
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check(subject, query): Iterable<Found<Data>> {
    for (const arrival of subject.arrivals) {
      const pod = podProtocolOf(subject, arrival);
      if (pod === null) continue;
      for (const routed of arrival.backends) {
        if (isIdle(routed.backend)) continue;
        const mismatch = mismatchOf(routed, arrival, pod, query);
        if (mismatch !== null) yield found(subject, arrival, pod, mismatch);
      }
    }
  },

  say,
});

interface Mismatch {
  readonly failure: Failure;
  readonly sends: UpstreamProtocol;
  readonly proxy: Effective<UpstreamProtocol>;
  readonly controllers: readonly Preset[];
  readonly to: Upstream;
}

/** Null unless every controller that may serve the route sends a protocol that fails in the same way. */
function mismatchOf(
  { route, backend }: RoutedBackend,
  { service, servicePort }: Arrival,
  pod: PodProtocol,
  query: Query,
): Mismatch | null {
  const controllers = controllersOf(route, query);
  const tlsPolicies = query.lookup(collections.tlsPolicies(service.ref.namespace)).filter(isReadable);
  const to: Upstream = { route, backend, service, port: servicePort.port, tlsPolicies };
  const sent = controllers.map(({ dialect }) => dialect.upstream(to));
  const [first] = sent;
  if (first == null) return null;
  const failures = sent.map(one => (one === null ? null : failureOf(one.value, pod)));
  const [failure] = failures;
  if (failure == null || failures.some(other => other !== failure)) return null;
  return { failure, sends: first.value, proxy: first, controllers, to };
}

/** A server of HTTP/2 in the clear that is sent TLS fails as one of HTTP/1.1 does. */
function failureOf(sends: UpstreamProtocol, { speaks }: PodProtocol): Failure | null {
  if (sends === 'client' || sends === 'fastcgi') return null;
  if (speaks === 'https') return isTls(sends) ? null : 'plain-to-tls';
  if (isTls(sends)) return speaks === 'http' ? 'tls-to-plain' : null;
  return speaks === 'http2' && sends === 'http' ? 'http1-to-http2' : null;
}

function found(
  subject: SubjectOf<'serving'>,
  arrival: Arrival,
  pod: PodProtocol,
  { failure, sends, proxy, controllers, to }: Mismatch,
): Found<Data> {
  const [only, ...others] = controllers;
  const change = only === undefined || others.length > 0 ? null : only.dialect.speak(wanted(pod), to);
  const place =
    proxy.missed ?? proxy.by ?? (change === null ? backendOf(to) : { obj: change.on, at: fieldOf(change) });
  return {
    at: place,
    key: `${subject.workload.ref.kind}/${subject.workload.ref.name}:${arrival.podPort}`,
    data: {
      controllers: controllers.map(({ title }) => title),
      sends,
      workload: formatRef(subject.workload.ref),
      port: arrival.podPort,
      service: formatRef(arrival.service.ref),
      speaks: pod.speaks,
      from: pod.from,
      missed: proxy.missed === undefined ? null : formatRef(proxy.missed.obj.ref),
    },
    failure,
    when: 'always',
    certainty: 'likely',
    // A port may speak both protocols. Only a policy that was written for the port, and misses it, leaves no doubt.
    limit: proxy.missed !== undefined && pod.from === 'probe' ? undefined : limits[pod.from],
    broken: 'container',
    evidence: [
      evidence('fault', place.obj, place.at),
      evidence('fault', pod.by.obj, pod.by.at),
      evidence('routing', arrival.service, '/spec/selector'),
    ],
    fix: change === null ? undefined : suggestion(change),
  };
}

const backendOf = ({ route, backend }: Upstream): Field => ({ obj: route.obj, at: backend.portAt });

/** The annotation that the change sets; the whole map would be other evidence with every other annotation. */
function fieldOf({ operations: [first] }: Change): Pointer {
  if (first === undefined || first.op === 'remove' || first.path !== '/metadata/annotations')
    return first?.path ?? '/metadata/annotations';
  const [key = ''] = Object.keys(first.value as object);
  return join('/metadata/annotations', key);
}

const limits = { probe: 'warn', 'app-protocol': 'warn', name: 'audit' } as const;

function wanted({ speaks }: PodProtocol): UpstreamProtocol {
  switch (speaks) {
    case 'http2':
      return 'h2c';
    case 'http':
    case 'https':
      return speaks;
    default:
      return speaks satisfies never;
  }
}
