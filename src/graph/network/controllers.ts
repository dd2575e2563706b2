import type { ClassBody } from '../../kube/kinds.ts';
import { annotationOf } from '../../kube/metadata.ts';
import type { Obj, Ref } from '../../kube/object.ts';
import { candidates, type GatewayClassSeen } from '../../routes/controllers/candidates.ts';
import type { Preset } from '../../routes/controllers/preset.ts';
import { presets } from '../../routes/controllers/presets.ts';
import type { Route, ServedBy } from '../../routes/route.ts';
import { gatewayOf } from '../attachment/gateway.ts';
import { collections } from '../index/collections.ts';
import { perQuery } from '../index/memo.ts';
import type { ControllerSetting, Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';

/** The controllers that may serve the route; empty where any controller may. */
export function controllersOf(route: Route, query: Query): readonly Preset[] {
  return controllers(query, route, () => findControllers(route, query));
}

// Each of many findings of a route asks for its controllers.
const controllers = perQuery<Route, readonly Preset[]>();

function findControllers(route: Route, query: Query): readonly Preset[] {
  const configured = settingsFor(route, query).flatMap(setting =>
    presets.filter(preset => preset.id === setting.preset),
  );
  if (configured.length > 0) return configured;
  return candidates(route.served, {
    classController: ingressController(route.served, query),
    gatewayClasses:
      route.served.by === 'gateways' ? route.served.parents.map(({ ref }) => gatewayClass(ref, query)) : [],
  });
}

/**
 * The same without the annotations of the route, which tell what its writer expects: those of the config, the class, the
 * Gateway or the kind. Empty where none of them names a controller.
 */
export function namedControllersOf(route: Route, query: Query): readonly Preset[] {
  const { served } = route;
  return controllersOf(
    served.by === 'class' ? { ...route, served: { ...served, annotations: [] } } : route,
    query,
  );
}

/** The config's controllers for the route: those that name its class, or those that name no class. */
export function settingsFor(route: Route, query: Query): readonly ControllerSetting[] {
  const { controllers } = query.settings;
  if (controllers.length === 0 || route.served.by === 'mesh') return [];
  const name = className(route.served, query);
  const named = controllers.filter(setting => name !== null && setting.classes.includes(name));
  return named.length > 0 ? named : controllers.filter(setting => setting.classes.length === 0);
}

function className(served: ServedBy, query: Query): string | null {
  switch (served.by) {
    case 'class':
      return served.name;
    case 'gateways':
      return (
        served.parents.map(({ ref }) => gatewayClass(ref, query).className).find(name => name !== null) ??
        null
      );
    case 'controller':
    case 'mesh':
      return null;
    default:
      return served satisfies never;
  }
}

/** `spec.controller` of the class that the Ingress names, or of the default class; null where no object states it. */
function ingressController(served: ServedBy, query: Query): string | null {
  if (served.by !== 'class') return null;
  if (served.name !== null) {
    const found = query.get(refs.ingressClass(served.name));
    return found.is === 'found' ? controllerOf(found.value) : null;
  }
  const usual = query.lookup(collections.ingressClasses).find(isDefault);
  return usual === undefined ? null : controllerOf(usual);
}

function isDefault(obj: Obj): boolean {
  return annotationOf(obj, 'ingressclass.kubernetes.io/is-default-class') === 'true';
}

function controllerOf(obj: Obj<ClassBody>): string | null {
  if (obj.opaque !== null) return null;
  const { spec } = obj.body;
  return spec?.controller ?? spec?.controllerName ?? null;
}

function gatewayClass(gateway: Ref, query: Query): GatewayClassSeen {
  const found = gatewayOf(gateway, query);
  if (found.is !== 'found' || found.value.opaque !== null) return { className: null, controllerName: null };
  const name = found.value.body.spec?.gatewayClassName ?? null;
  if (name === null) return { className: null, controllerName: null };
  const known = query.get(refs.gatewayClass(name));
  return { className: name, controllerName: known.is === 'found' ? controllerOf(known.value) : null };
}
