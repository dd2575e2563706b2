import type { Obj } from '../../kube/object.ts';
import type { Pointer } from '../../kube/pointer.ts';
import { targetOf } from '../../kube/ports.ts';
import { isService, type ReadableService } from '../../kube/service.ts';
import { isWorkload, podSpecAt, type ReadableWorkload, type Workload } from '../../kube/workload.ts';
import { type Backend, formatPort, type Route } from '../../routes/route.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import type { Attachment, Reason } from '../attachment/result.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import type { Chain, Hop, Link } from './chain.ts';
import { resolveServicePort } from './resolve-port.ts';
import { backendsTo, serviceOf } from './routing.ts';
import { servicesOf, workloadsOf } from './selection.ts';
import type { PlacedServicePort, RoutedBackend, Subject } from './subject.ts';

/** The chain to the subject from its first route, and every route that leads to the subject. */
export interface Trace {
  readonly chain: Chain;
  readonly routes: readonly Route[];
}

/** `broken` is the hop that ends the chain; `policies` are put before the workload. */
export function traceTo(subject: Subject, broken: Hop, policies: readonly Obj[], query: Query): Trace {
  const backends = backendsOf(subject, query);
  const links = linksOf(subject, backends[0], policies, query);
  return {
    chain: { links: links.map(({ hop: _, ...link }) => link), broken: indexOf(links, broken) },
    routes:
      subject.kind === 'attachment' ? [subject.route] : [...new Set(backends.map(({ route }) => route))],
  };
}

type HoppedLink = Link & { readonly hop: Hop | 'policy' };

/** The index of the link that ends the chain; `links.length` where the next object is missing. */
function indexOf(links: readonly HoppedLink[], broken: Hop): number {
  if (broken === 'container') return links.length - 1;
  const at = links.findIndex(link => link.hop === broken);
  return at === -1 ? links.length : at;
}

function backendsOf(subject: Subject, query: Query): readonly RoutedBackend[] {
  switch (subject.kind) {
    case 'attachment':
      return subject.route.backends.map(backend => ({ route: subject.route, backend }));
    case 'backend':
      return [{ route: subject.route, backend: subject.backend }];
    case 'service':
      return backendsTo(subject.service, null, query).backends;
    case 'service-port':
      return backendsTo(subject.service, subject.servicePort, query).backends;
    case 'serving':
      return subject.arrivals.flatMap(arrival => arrival.backends);
    case 'workload':
      return workloadBackends(subject.workload, query);
    case 'object':
      return objectBackends(subject.obj, query);
    default:
      return subject satisfies never;
  }
}

function objectBackends(obj: Obj, query: Query): readonly RoutedBackend[] {
  if (isService(obj)) return backendsTo(obj, null, query).backends;
  if (isWorkload(obj)) return workloadBackends(obj, query);
  const route = routeOf(obj);
  return route === null ? [] : route.backends.map(backend => ({ route, backend }));
}

function workloadBackends(workload: Workload, query: Query): readonly RoutedBackend[] {
  return servicesOf(workload, query).yes.flatMap(service => backendsTo(service, null, query).backends);
}

function linksOf(
  subject: Subject,
  first: RoutedBackend | undefined,
  policies: readonly Obj[],
  query: Query,
): readonly HoppedLink[] {
  const route = first === undefined ? [] : [routeLink(first)];
  switch (subject.kind) {
    case 'attachment':
      return [...parentLinks(subject.attachment), takenRoute(subject.route)];
    case 'backend':
      return [...route, namedService(subject.backend, query)];
    case 'service':
      return [...route, serviceLink(subject.service, null)];
    case 'service-port':
      return [
        ...route,
        serviceLink(subject.service, subject.servicePort),
        ...selectedLinks(subject.service, subject.servicePort, query),
      ];
    case 'serving': {
      const arrival = subject.arrivals.find(({ backends }) => backends.length > 0) ?? subject.arrivals[0];
      const service = arrival === undefined ? [] : [serviceLink(arrival.service, arrival.servicePort)];
      const owner = subject.owner?.container.name ?? null;
      const label = [
        owner === null ? '' : `container ${owner}`,
        arrival === undefined ? '' : `port ${arrival.podPort}`,
      ];
      return [
        ...route,
        ...service,
        ...policies.map(policyLink),
        workloadLink(subject.workload, label.filter(text => text !== '').join(' ')),
      ];
    }
    case 'workload':
      return objectLinks(subject.workload, route, query);
    case 'object':
      return objectLinks(subject.obj, route, query);
    default:
      return subject satisfies never;
  }
}

function objectLinks(obj: Obj, route: readonly HoppedLink[], query: Query): readonly HoppedLink[] {
  const itself: HoppedLink = { ref: obj.ref, label: '', at: '', exists: true, hop: 'container' };
  if (route.some(link => link.ref === obj.ref)) return [itself];
  return [...route, ...(isWorkload(obj) ? between(obj, query) : []), itself];
}

/** The Service that leads to a workload: that of the first route, if there is a route. */
function between(workload: Workload, query: Query): readonly HoppedLink[] {
  const services = servicesOf(workload, query).yes;
  const first = services.find(service => backendsTo(service, null, query).backends.length > 0) ?? services[0];
  return first === undefined ? [] : [serviceLink(first, null)];
}

/** The Gateway or the class, present or missing. */
function parentLinks({ parent, listener, result }: Attachment): readonly HoppedLink[] {
  if (parent === null) return [];
  const exists = result.is !== 'detached' || !isMissing(result.reason);
  return [{ ref: parent, label: listener, at: '', exists, hop: 'parent' }];
}

const isMissing = ({ is }: Reason) => is === 'parent-missing' || is === 'ingress-class-missing';

function takenRoute({ obj, hosts }: Route): HoppedLink {
  return { ref: obj.ref, label: hosts[0] ?? '', at: '', exists: true, hop: 'route' };
}

function routeLink({ backend }: RoutedBackend): HoppedLink {
  return { ref: backend.route, label: backend.match, at: backend.at, exists: true, hop: 'route' };
}

/** The object that the backend names, present or missing. */
function namedService(backend: Backend, query: Query): HoppedLink {
  const { target } = backend;
  const label = backend.port.by === 'all' ? '' : `port ${formatPort(backend.port)}`;
  if (target.is === 'other') {
    const ref = { group: '', kind: target.what, namespace: backend.route.namespace, name: '' };
    return { ref, label, at: '', exists: true, hop: 'service' };
  }
  const service = serviceOf(backend, query);
  const ref = refs.service(target.namespace, target.name);
  return { ref, label, at: '/spec/ports', exists: service.is !== 'missing', hop: 'service' };
}

function serviceLink(service: ReadableService, placed: PlacedServicePort | null): HoppedLink {
  const target = placed === null ? null : targetOf(placed.port);
  const label = placed === null ? '' : `port ${placed.port.port} → ${target}`;
  const at: Pointer = placed === null ? '/spec/selector' : `/spec/ports/${placed.index}`;
  return { ref: service.ref, label, at, exists: true, hop: 'service' };
}

/** The first workload that does not resolve the port, else the first selected workload. */
function selectedLinks(
  service: ReadableService,
  servicePort: PlacedServicePort,
  query: Query,
): readonly HoppedLink[] {
  const workloads = workloadsOf(service, query).yes;
  const lacking = workloads.find(
    workload => resolveServicePort(servicePort, workload, query).is !== 'declared',
  );
  const shown = lacking ?? workloads[0];
  return shown === undefined ? [] : [workloadLink(shown, '')];
}

function workloadLink(workload: ReadableWorkload, label: string): HoppedLink {
  return { ref: workload.ref, label, at: podSpecAt(workload), exists: true, hop: 'workload' };
}

function policyLink(policy: Obj): HoppedLink {
  return { ref: policy.ref, label: '', at: '/spec', exists: true, hop: 'policy' };
}
