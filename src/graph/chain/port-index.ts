import { protocolOf, targetOf } from '../../kube/ports.ts';
import type { IntOrString } from '../../kube/schema.ts';
import type { ReadableService } from '../../kube/service.ts';
import { isParametric } from '../../kube/text.ts';
import type { PlacedServicePort } from './subject.ts';

/** The ports of a Service by what may name them: a Service may have as many ports as there are backends that name one. */
export interface PortIndex {
  readonly all: readonly PlacedServicePort[];
  /** HTTP proxies leave UDP ports out. */
  readonly proxied: readonly PlacedServicePort[];
  readonly byNumber: ReadonlyMap<number, readonly PlacedServicePort[]>;
  /** Null for the ports without a name. */
  readonly byName: ReadonlyMap<string | null, readonly PlacedServicePort[]>;
  readonly byTarget: ReadonlyMap<IntOrString, readonly PlacedServicePort[]>;
  /** Whether a port name holds a parameter without a value. */
  readonly hasParametricName: boolean;
  /** Whether a port aims at a name. */
  readonly hasNamedTarget: boolean;
}

const indexes = new WeakMap<ReadableService, PortIndex>();

export function portIndexOf(service: ReadableService): PortIndex {
  let index = indexes.get(service);
  if (index === undefined) {
    index = indexPorts((service.body.spec?.ports ?? []).map((port, index) => ({ port, index })));
    indexes.set(service, index);
  }
  return index;
}

function indexPorts(all: readonly PlacedServicePort[]): PortIndex {
  return {
    all,
    proxied: all.filter(placed => protocolOf(placed.port) !== 'UDP'),
    byNumber: Map.groupBy(all, ({ port }) => port.port),
    byName: Map.groupBy(all, ({ port }) => port.name ?? null),
    byTarget: Map.groupBy(all, ({ port }) => targetOf(port)),
    hasParametricName: all.some(({ port }) => isParametric(port.name ?? '')),
    hasNamedTarget: all.some(({ port }) => typeof targetOf(port) === 'string'),
  };
}

export const placedPorts = (service: ReadableService): readonly PlacedServicePort[] =>
  portIndexOf(service).all;
