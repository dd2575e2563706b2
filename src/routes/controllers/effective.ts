import { annotationOf } from '../../kube/metadata.ts';
import type { Obj } from '../../kube/object.ts';
import { pointer } from '../../kube/pointer.ts';
import type { Backend, Route } from '../route.ts';
import type { AnnotationFact, Effect, Effective, Field, Upstream, UpstreamProtocol } from './dialect.ts';
import type { Preset } from './preset.ts';

/** What a controller makes of a route. Two routes with equal forms do the same. */
export type EffectiveRoute =
  /** A value that the controller cannot read makes it reject the whole route. */
  | { readonly is: 'rejected'; readonly by: Field }
  /** One entry for each backend that clients get answers from, in the order of the route. */
  | { readonly is: 'served'; readonly requests: readonly EffectiveRequest[] };

export interface EffectiveRequest {
  /** Host and path, as in `shop.example/api`. */
  readonly match: string;
  readonly backend: Backend;
  /** The part of those requests, from 0 to 1. */
  readonly share: number;
  /** What the proxy speaks to the pods; null where that is not known, or where the Service is not at hand. */
  readonly protocol: Effective<UpstreamProtocol> | null;
  readonly settings: readonly EffectiveSetting[];
}

/** What an annotation states, else the controller's default. */
export interface EffectiveSetting {
  readonly key: string;
  readonly effect: Effect;
  /** Null for a default that depends on the configuration, or that was not looked up. */
  readonly setting: Effective<string | number | boolean | null>;
}

/** The Service of a backend and what else states how the proxy speaks to it; null where it is not at hand. */
export type ServiceOf = (backend: Backend) => Pick<Upstream, 'service' | 'port' | 'tlsPolicies'> | null;

/** The normal form of a route at one controller. Pure: the caller finds the Services. */
export function effective(route: Route, { dialect }: Preset, serviceOf: ServiceOf): EffectiveRoute {
  const requests: EffectiveRequest[] = [];
  for (const backend of route.backends.filter(({ mirror }) => !mirror)) {
    const found = serviceOf(backend);
    const objects = [...(found === null ? [] : [found.service]), route.obj];
    const read = dialect.annotations.flatMap(fact => readingOf(fact, objects) ?? []);
    const fault = read.find(({ fact, setting }) => setting.missed && fact.unreadable === 'route-rejected');
    if (fault?.setting.missed !== undefined) return { is: 'rejected', by: fault.setting.missed };
    requests.push({
      match: backend.match,
      backend,
      share: backend.total > 0 ? Math.max(backend.weight, 0) / backend.total : 0,
      protocol: found === null ? null : dialect.upstream({ route, backend, ...found }),
      settings: read.map(({ fact: { key, effect }, setting }) => ({ key, effect, setting })),
    });
  }
  return { is: 'served', requests };
}

/** The Service's annotation before the route's. Null where the controller reads the key on neither. */
function readingOf(fact: AnnotationFact, objects: readonly Obj[]) {
  const { key, on, value } = fact;
  const bearers = objects.filter(({ ref }) => on.some(kind => kind === ref.kind));
  if (bearers.length === 0) return null;
  const usual = { value: fact.default, by: null };
  for (const obj of bearers) {
    const text = annotationOf(obj, key);
    if (text === null) continue;
    const by: Field = { obj, at: pointer('metadata', 'annotations', key) };
    const read = value.parse(text);
    const setting: EffectiveSetting['setting'] =
      read === null ? { ...usual, missed: by } : { value: read, by };
    return { fact, setting };
  }
  const setting: EffectiveSetting['setting'] = usual;
  return { fact, setting };
}
