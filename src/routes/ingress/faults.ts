import type { Json } from '../../kube/json.ts';
import type { IngressBackend, IngressBody } from '../../kube/kinds/ingress.ts';
import { join, type Pointer } from '../../kube/pointer.ts';
import type { Maybe } from '../../kube/schema.ts';
import { isParametric } from '../../kube/text.ts';
import { portNumber, portOrName, type Repair, type ValueFault } from '../../kube/value-faults.ts';
import { hostFaults, pathFaults } from './rule-faults.ts';

/** The shape of networking.k8s.io/v1. Source: ValidateIngressSpec and what it calls, pkg/apis/networking/validation. */
export function* ingressFaults({ spec }: IngressBody): Iterable<ValueFault> {
  if (spec?.defaultBackend != null) yield* backendFaults(spec.defaultBackend, '/spec/defaultBackend');
  else if (spec?.backend != null) yield oldDefault((spec.rules ?? []).length > 0);
  else if ((spec?.rules ?? []).length === 0)
    yield { at: '/spec', of: 'object', says: 'has neither "rules" nor "defaultBackend": one of them fits' };
  for (const [index, { host, http }] of (spec?.rules ?? []).entries()) {
    const at = join('/spec/rules', index);
    yield* hostFaults(`${at}/host`, host);
    if (http == null) continue;
    const paths = http.paths ?? [];
    if (paths.length === 0)
      yield { at: `${at}/http/paths`, says: 'has no path, and "http" holds one or more' };
    for (const [position, path] of paths.entries()) {
      const place = join(at, 'http', 'paths', position);
      yield* pathFaults(place, path);
      yield* backendFaults(path.backend, `${place}/backend`);
    }
  }
}

/** The server drops a field that v1 does not have; a client with strict validation, such as kubectl, refuses it. */
function oldDefault(hasRules: boolean): ValueFault {
  const says = 'is a field of the removed versions: "defaultBackend" fits';
  return hasRules ? { at: '/spec/backend', says, dependsOnServer: true } : { at: '/spec/backend', says };
}

function* backendFaults(backend: Maybe<IngressBackend>, at: Pointer): Iterable<ValueFault> {
  const { service, resource } = backend ?? {};
  if (service == null && resource == null) {
    const old = backend?.serviceName != null || backend?.servicePort != null;
    if (!old) yield { at, says: 'has neither "service" nor "resource": one of them fits' };
    else
      yield {
        at,
        says: 'has "serviceName" and "servicePort" of the removed versions: "service" with "name" and "port" fits',
        repair: inNewShape(backend, at),
      };
    return;
  }
  if (service != null && resource != null)
    yield { at, says: 'has both "service" and "resource": one of them fits' };
  if (service == null) return;
  const place: Pointer = `${at}/service/port`;
  const { name, number } = service.port ?? {};
  if (name && number) {
    yield { at: place, says: `has both the name "${name}" and the number ${number}: one of them fits` };
  } else if (name) {
    yield* nameFaults(name, place);
  } else if (number) {
    yield* portNumber(`${place}/number`, number);
  } else {
    yield { at: place, says: 'has neither "name" nor "number": one of them fits' };
  }
}

function* nameFaults(name: string, at: Pointer): Iterable<ValueFault> {
  for (const fault of portOrName(`${at}/name`, name)) {
    if (fault.repair === undefined) yield fault;
    else
      yield {
        ...fault,
        says: `is "${name}", a number in quotes: "number" holds it`,
        repair: byNumber(name, at),
      };
  }
}

const byNumber = (digits: string, at: Pointer): Repair => ({
  safety: 'safe',
  title: `Write number: ${digits}`,
  operations: [
    { op: 'test', path: `${at}/name`, value: digits },
    { op: 'replace', path: at, value: { number: Number(digits) } },
  ],
});

/** The same backend in the shape of v1; undefined where the name or the port is missing. */
function inNewShape(backend: Maybe<IngressBackend>, at: Pointer): Repair | undefined {
  const { serviceName, servicePort } = backend ?? {};
  if (!serviceName || !servicePort || isParametric(String(servicePort))) return undefined;
  const digits = typeof servicePort === 'number' || /^[1-9][0-9]*$/.test(servicePort);
  const port: Json = digits ? { number: Number(servicePort) } : { name: servicePort };
  return {
    safety: 'safe',
    title: 'Write it as networking.k8s.io/v1 does',
    operations: [
      { op: 'test', path: `${at}/serviceName`, value: serviceName },
      { op: 'test', path: `${at}/servicePort`, value: servicePort },
      { op: 'replace', path: at, value: { service: { name: serviceName, port } } },
    ],
  };
}
