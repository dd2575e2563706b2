import type { Container, ContainerPort, PodSpec } from './kinds/pod-template.ts';
import type { ServicePort } from './kinds/service.ts';
import type { IntOrString } from './schema.ts';
import { isParametric } from './text.ts';

/**
 * The target of a Service port: `targetPort`, or `port` where `targetPort` is absent, 0 or "".
 * Source: SetDefaults_Service, kubernetes/pkg/apis/core/v1/defaults.go.
 */
export function targetOf(port: ServicePort): IntOrString {
  const target = port.targetPort;
  return target === undefined || target === null || target === 0 || target === '' ? port.port : target;
}

/** TCP where none is stated. */
export function protocolOf(port: { readonly protocol?: string | null | undefined }): string {
  return port.protocol ?? 'TCP';
}

/**
 * Null for a name that the API server takes as a port name (IsValidPortName: at most 15 of a-z, 0-9 and -,
 * a letter among them, no - at an end, no --), else what is wrong with it.
 */
export function portNameFault(name: string): string | null {
  if (name.length === 0) return 'is empty';
  if (name.length > 15) return 'is longer than 15 characters';
  if (/^[0-9]+$/.test(name)) return 'has digits alone: a port number stands without quotes';
  if (!/^[-a-z0-9]+$/.test(name)) return 'holds characters other than a-z, 0-9 and "-"';
  if (!/[a-z]/.test(name)) return 'holds no letter';
  if (name.includes('--')) return 'holds "--"';
  if (name.startsWith('-') || name.endsWith('-')) return 'begins or ends with "-"';
  return null;
}

export function isPortNumber(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** A container and its position in the pod spec: the field `list` and the index in it. */
export interface PlacedContainer {
  readonly container: Container;
  readonly list: 'containers' | 'initContainers';
  readonly index: number;
}

/** The containers whose ports become endpoints, in the order of FindPort: containers, then native sidecars. */
export function servingContainers(spec: PodSpec): readonly PlacedContainer[] {
  return declaredIn(spec).containers;
}

export interface PlacedPort extends PlacedContainer {
  readonly port: ContainerPort;
}

export type Resolved =
  /** A container declares the port. */
  | {
      readonly is: 'declared';
      readonly number: number;
      readonly owner: PlacedContainer;
      readonly others: readonly PlacedPort[];
    }
  /** A number that no container declares; a process may listen on it all the same. */
  | { readonly is: 'undeclared'; readonly number: number }
  /** A name that gives no endpoint, and the port that comes nearest to it. */
  | { readonly is: 'missing'; readonly name: string; readonly near: NearPort | null };

export type NearPort =
  | { readonly why: 'protocol'; readonly placed: PlacedPort }
  | { readonly why: 'init-container'; readonly placed: PlacedPort };

/**
 * FindPort of the EndpointSlice controller: a number is taken as it is; a name is the first containerPort
 * with that name and protocol. `others` are further ports of that name, which never receive traffic.
 * Source: kubernetes/endpointslice util/controller_utils.go.
 */
export function resolvePort(port: ServicePort, spec: PodSpec): Resolved {
  const target = targetOf(port);
  const protocol = protocolOf(port);
  const declared = declaredIn(spec);
  const key = `${typeof target} ${target} ${protocol}`;
  let resolved = declared.resolved.get(key);
  if (resolved === undefined) {
    resolved = resolveIn(declared, target, protocol);
    declared.resolved.set(key, resolved);
  }
  return resolved;
}

function resolveIn(declared: Declared, target: IntOrString, protocol: string): Resolved {
  const same = declared.byTarget.get(target) ?? [];
  const [first, ...others] = same.filter(({ port }) => protocolOf(port) === protocol);
  if (first !== undefined) {
    return { is: 'declared', number: first.port.containerPort, owner: first, others };
  }
  if (typeof target === 'number') return { is: 'undeclared', number: target };
  return { is: 'missing', name: target, near: nearPort(target, declared) };
}

function nearPort(name: string, declared: Declared): NearPort | null {
  const placed = declared.byTarget.get(name)?.[0];
  if (placed !== undefined) return { why: 'protocol', placed };
  const early = declared.initByName.get(name);
  return early === undefined ? null : { why: 'init-container', placed: early };
}

/** The ports of a pod spec by what a Service port may aim at, and what was resolved in it. */
interface Declared {
  readonly containers: readonly PlacedContainer[];
  readonly ports: readonly PlacedPort[];
  /** By number and by name, in the order of FindPort. */
  readonly byTarget: ReadonlyMap<IntOrString, readonly PlacedPort[]>;
  /** The first port of each name in the init containers. */
  readonly initByName: ReadonlyMap<string, PlacedPort>;
  readonly hasParametricName: boolean;
  readonly resolved: Map<string, Resolved>;
}

// Kept for each spec, because a Service may have as many ports as the pods.
const declarations = new WeakMap<PodSpec, Declared>();

function declaredIn(spec: PodSpec): Declared {
  let declared = declarations.get(spec);
  if (declared === undefined) {
    declared = findDeclared(spec);
    declarations.set(spec, declared);
  }
  return declared;
}

function findDeclared(spec: PodSpec): Declared {
  const placed = (list: PlacedContainer['list']): readonly PlacedContainer[] =>
    (spec[list] ?? []).map((container, index) => ({ container, list, index }));
  const early = placed('initContainers');
  const containers = [
    ...placed('containers'),
    ...early.filter(({ container }) => container.restartPolicy === 'Always'),
  ];
  const ports = portsOf(containers);
  const byTarget = new Map<IntOrString, PlacedPort[]>();
  for (const one of ports) {
    for (const target of [one.port.containerPort, one.port.name]) {
      if (target === null || target === undefined) continue;
      const same = byTarget.get(target);
      if (same === undefined) byTarget.set(target, [one]);
      else same.push(one);
    }
  }
  const initByName = new Map<string, PlacedPort>();
  for (const one of portsOf(early)) {
    const { name } = one.port;
    if (typeof name === 'string' && !initByName.has(name)) initByName.set(name, one);
  }
  const hasParametricName = ports.some(({ port }) => isParametric(port.name ?? ''));
  return { containers, ports, byTarget, initByName, hasParametricName, resolved: new Map() };
}

const portsOf = (containers: readonly PlacedContainer[]): readonly PlacedPort[] =>
  containers.flatMap(placed => (placed.container.ports ?? []).map(port => ({ ...placed, port })));

/** `/UDP` behind a number; nothing for TCP. */
export function protocolMark(port: { readonly protocol?: string | null | undefined }): string {
  const protocol = protocolOf(port);
  return protocol === 'TCP' ? '' : `/${protocol}`;
}

/** No message lists more ports. */
const mostListed = 10;

/** Ports as a message lists them: `"http" (8080), 53/UDP`. `number` gives the text behind each name. */
export function listPorts<Port extends { readonly name?: string | null | undefined }>(
  ports: readonly Port[],
  number: (port: Port) => string,
): string {
  const shown = ports.slice(0, mostListed);
  const texts = shown.map(port => (port.name ? `"${port.name}" (${number(port)})` : number(port)));
  const more = ports.length - shown.length;
  if (more > 0) return `${texts.join(', ')} and ${more} more`;
  return texts.length === 0 ? 'no port' : texts.join(', ');
}

export const declaredPorts = (spec: PodSpec): readonly PlacedPort[] => declaredIn(spec).ports;

/** The declared ports of that name. */
export const portsNamed = (spec: PodSpec, name: string): readonly PlacedPort[] =>
  declaredIn(spec).byTarget.get(name) ?? [];

/** Whether the name of a declared port is a parameter, whose value may be any name. */
export const hasParametricPort = (spec: PodSpec): boolean => declaredIn(spec).hasParametricName;
