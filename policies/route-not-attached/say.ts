import type { Reason } from '../../src/graph/attachment/result.ts';
import { formatRef } from '../../src/kube/object.ts';

export interface Data {
  readonly route: string;
  /** '' where the route names none. */
  readonly parent: string;
  readonly namespace: string | null;
  readonly kind: string;
  readonly reason: Reason;
  /** Another parent, which takes the route. */
  readonly elsewhere: string | null;
}

export function say(data: Data): string {
  const elsewhere = data.elsewhere === null ? '' : `; ${data.elsewhere} takes it`;
  return `${statement(data)}${elsewhere}`;
}

function statement({ route, parent, namespace, kind, reason }: Data): string {
  switch (reason.is) {
    case 'no-parent':
      return `${route} names no Gateway in spec.parentRefs`;
    case 'parent-missing':
      return `${route} names ${parent}, which does not exist${near(reason.near, reason.has)}`;
    case 'class-missing':
      return `${formatRef(reason.gateway.ref)} has GatewayClass "${reason.name}", which does not exist, so no controller serves its routes${there(reason.near)}`;
    case 'set-not-taken':
      return `${route} names ${parent}, whose ${formatRef(reason.gateway)} does not take it: allowedListeners.namespaces.from is ${stated(reason.from, 'None')}`;
    case 'no-listener':
      return `${route} names ${asked(reason.sectionName, reason.port)} of ${parent}, which has ${list(reason.has)}`;
    case 'kind':
      return `${route} does not attach to ${parent}: listener "${reason.listener}" takes no ${kind}, as its ${reason.takes}`;
    case 'namespace':
      return `${route} does not attach to ${parent}: listener "${reason.listener}" takes no routes of namespace "${namespace}", as its allowedRoutes.namespaces.from is ${stated(reason.from, 'Same')}`;
    case 'hostname':
      return `${route} does not attach to ${parent}: listener "${reason.listener}" has the hostname "${reason.hostname}", which ${list(reason.hosts)} ${reason.hosts.length === 1 ? 'does' : 'do'} not match`;
    case 'ingress-class-missing':
      return `${route} has the class "${reason.name}", and no IngressClass has that name${there(reason.near)}`;
    case 'no-default-class':
      return `${route} has no class, and no IngressClass is the default; there ${reason.classes.length === 1 ? 'is' : 'are'} ${list(reason.classes)}${ignored(reason.ignored)}`;
    case 'no-router':
      return `${route} is in no router's shard: the selectors of IngressController ${list(reason.routers)} do not match it`;
    default:
      return reason satisfies never;
  }
}

/** The near name, or a few of the names that are there. */
const near = (name: string | null, has: readonly string[]) =>
  name === null && has.length > 0
    ? `; its namespace has ${list(has.slice(0, most))}${has.length > most ? ` and ${has.length - most} more` : ''}`
    : there(name);

const most = 3;

const there = (near: string | null) => (near === null ? '' : `; there is "${near}"`);

const stated = (value: string | null, usual: string) =>
  value === null ? `"${usual}" by default` : `"${value}"`;

const asked = (sectionName: string | null, port: number | null) =>
  port === null
    ? `listener "${sectionName}"`
    : `port ${port}${sectionName === null ? '' : ` of listener "${sectionName}"`}`;

const ignored = (annotation: string | null) =>
  annotation === null ? '' : `; the annotation "${annotation}" sets no class`;

/** `"a", "b" and "c"`; ports without quotes. */
function list(values: readonly string[]): string {
  const quoted = values.map(value => (/^[0-9]+$/.test(value) ? value : `"${value}"`));
  const last = quoted.at(-1) ?? 'none';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} and ${last}`;
}
