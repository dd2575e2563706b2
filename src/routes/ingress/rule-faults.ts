import type { Pointer } from '../../kube/pointer.ts';
import type { Maybe } from '../../kube/schema.ts';
import { isParametric } from '../../kube/text.ts';
import { anyOf, type Repair, replace, type ValueFault } from '../../kube/value-faults.ts';

const subdomain = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Source: validateIngressRules, pkg/apis/networking/validation. */
export function* hostFaults(at: Pointer, host: Maybe<string>): Iterable<ValueFault> {
  if (!host || isPlaceholder(host)) return;
  const why = hostFault(host);
  if (why !== null) yield { at, says: `is "${host}", which ${why}` };
}

/** A placeholder that is replaced before the file is applied: `${HOST}`, `<host>`, `__HOST__`, `YOUR_HOST`. */
const isPlaceholder = (text: string) => /[$<>{}%]|__|^[A-Z0-9_.-]*[A-Z][A-Z0-9_.-]*$/.test(text);

const ipv4 = /^(0*(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(\.(?!$)|$)){4}$/;

function hostFault(host: string): string | null {
  if (host.length > 253) return 'is longer than 253 characters';
  if (/^[a-z]+:\/\//i.test(host)) return 'has a scheme: a host is only a DNS name';
  if (host.includes('/')) return 'has a path: a host is only a DNS name';
  if (/^[^:]+:[0-9]+$/.test(host)) return 'has a port: a host is only a DNS name';
  if (ipv4.test(host) || /^\[?[0-9a-fA-F:]*:[0-9a-fA-F:]*\]?$/.test(host))
    return 'is an IP address, and a host is a DNS name';
  if (subdomain.test(host)) return null;
  if (host.includes('*'))
    return 'has a wildcard elsewhere than as its whole first label: "*.shop.example" is one';
  return subdomain.test(host.toLowerCase())
    ? 'has capitals, and a host is in small letters'
    : 'is not a valid DNS name';
}

const pathTypes = ['Exact', 'Prefix', 'ImplementationSpecific'];
const sequences = ['//', '/./', '/../', '%2f', '%2F'];
const endings = ['/..', '/.'];

interface Path {
  readonly path?: Maybe<string>;
  readonly pathType?: Maybe<string>;
}

/** Source: validateHTTPIngressPath, pkg/apis/networking/validation. */
export function* pathFaults(at: Pointer, { path, pathType }: Path): Iterable<ValueFault> {
  if (pathType === null || pathType === undefined) {
    const says = `is missing, and each path has one: ${anyOf(pathTypes)} fits`;
    yield { at: `${at}/pathType`, says, repair: asBefore(at) };
  } else if (!pathTypes.includes(pathType)) {
    const intended = pathTypes.find(type => type.toLowerCase() === pathType.toLowerCase());
    const repair = intended === undefined ? undefined : replace(`${at}/pathType`, pathType, intended);
    if (intended !== undefined || !isPlaceholder(pathType))
      yield { at: `${at}/pathType`, says: `is "${pathType}": ${anyOf(pathTypes)} fits`, repair };
  }
  if (path && !path.startsWith('/') && isPlaceholder(path)) return;
  const isExact = pathType === 'Exact' || pathType === 'Prefix';
  if (isExact && !path) {
    yield { at: `${at}/path`, says: `is missing, and with pathType "${pathType}" a path begins with "/"` };
  } else if (path && !path.startsWith('/')) {
    yield { at: `${at}/path`, says: `is "${path}", and a path begins with "/"` };
  } else if (isExact && path && !isParametric(path)) {
    const part =
      sequences.find(sequence => path.includes(sequence)) ?? endings.find(ending => path.endsWith(ending));
    if (part !== undefined)
      yield {
        at: `${at}/path`,
        says: `is "${path}", and with pathType "${pathType}" "${part}" has no place there`,
      };
  }
}

/** The meaning that the removed versions gave to a path without a pathType. */
const asBefore = (at: Pointer): Repair => ({
  safety: 'suggestion',
  title: 'Write pathType ImplementationSpecific, which v1beta1 took for a missing one',
  operations: [{ op: 'add', path: `${at}/pathType`, value: 'ImplementationSpecific' }],
});
