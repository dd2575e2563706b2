import type { Labels } from '../../kube/kinds/metadata.ts';
import type { ServedBy } from '../route.ts';
import type { ControllerId } from './ids.ts';
import type { DataPlane, Preset } from './preset.ts';
import { presets } from './presets.ts';

/** The class of a parent of a Gateway API route; null for a name that no object shows. */
export interface GatewayClassSeen {
  readonly className: string | null;
  readonly controllerName: string | null;
}

/** The classes of a route, which only other objects state. */
export interface ClassesSeen {
  /** `spec.controller` of the IngressClass that the Ingress names, or of the default IngressClass. */
  readonly classController: string | null;
  /** One entry for each parent Gateway, seen or not. */
  readonly gatewayClasses: readonly GatewayClassSeen[];
}

const byId = new Map(presets.map(preset => [preset.id, preset]));

export function presetOf(id: ControllerId): Preset {
  const preset = byId.get(id);
  if (preset === undefined) throw new Error(`no preset "${id}"`);
  return preset;
}

/**
 * Every controller that may serve the route, in the order of the presets. Empty where any controller may: no field names
 * one, or a field names one that is not in the table. A mesh route has none: check `served.by` first.
 */
export function candidates(served: ServedBy, seen: ClassesSeen): readonly Preset[] {
  switch (served.by) {
    case 'class':
      return ingressControllers(served, seen.classController);
    case 'gateways':
      return gatewayControllers(seen.gatewayClasses);
    case 'controller':
      return [presetOf(served.id)];
    case 'mesh':
      return [];
    default:
      return served satisfies never;
  }
}

/** The IngressClass decides; else the name of the class, which annotations may narrow; else only the annotations. */
export function ingressControllers(
  served: Extract<ServedBy, { by: 'class' }>,
  classController: string | null,
): readonly Preset[] {
  if (classController !== null) return byIngressController(classController);
  const named = served.name === null ? [] : byClassName(served.name);
  if (named.length === 1 || served.annotations.length === 0) return named;
  const voted = byAnnotations(served.annotations);
  if (named.length === 0) return voted;
  const both = named.filter(preset => voted.includes(preset));
  return both.length > 0 ? both : named;
}

/** The controllers of all parents; empty where the controller of any parent is not known. */
export function gatewayControllers(classes: readonly GatewayClassSeen[]): readonly Preset[] {
  const each = classes.map(({ className, controllerName }) => {
    if (controllerName !== null) return byGatewayController(controllerName);
    return className === null ? [] : byGatewayClassName(className);
  });
  if (each.some(controllers => controllers.length === 0)) return [];
  return presets.filter(preset => each.some(controllers => controllers.includes(preset)));
}

export function byIngressController(controller: string): readonly Preset[] {
  return presets.filter(preset => preset.ingressControllers.some(name => isOrExtends(controller, name)));
}

export function byGatewayController(controller: string): readonly Preset[] {
  return presets.filter(preset => preset.gatewayControllers.some(name => isOrExtends(controller, name)));
}

/** The controllers of a class name. Several controllers use a name such as `nginx`. */
export function byClassName(name: string): readonly Preset[] {
  return presets.filter(preset => preset.classNames.includes(name));
}

export function byGatewayClassName(name: string): readonly Preset[] {
  return presets.filter(preset =>
    preset.gatewayClassNames.some(usual =>
      usual.endsWith('*') ? name.startsWith(usual.slice(0, -1)) : name === usual,
    ),
  );
}

/** The controllers that own the most annotations; several where they tie. */
export function byAnnotations(keys: readonly string[]): readonly Preset[] {
  const votes = new Map<Preset, number>();
  for (const key of keys) {
    for (const preset of ownersOf(key)) votes.set(preset, (votes.get(preset) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  return presets.filter(preset => votes.has(preset) && votes.get(preset) === most);
}

/** The controllers for which a pod with these labels is a proxy. */
export function byPodLabels(namespace: string | null, labels: Labels): readonly Preset[] {
  return presets.filter(preset => preset.dataPlanes.some(plane => isProxy(plane, namespace, labels)));
}

/** The controller's data planes that may serve such a route. */
export function dataPlanesFor(preset: Preset, served: ServedBy): readonly DataPlane[] {
  return preset.dataPlanes.filter(plane => served.by === 'gateways' || plane.runs !== 'gateway-namespace');
}

/** False for the class of a further installation, whose namespace is probably not the usual one. */
export function isUsualClassName(preset: Preset, name: string): boolean {
  return preset.classNames.includes(name);
}

function isOrExtends(value: string, name: string): boolean {
  return value === name || value.startsWith(`${name}/`);
}

function ownersOf(key: string): readonly Preset[] {
  let longest = 1;
  let owners: Preset[] = [];
  for (const preset of presets) {
    const length = Math.max(
      0,
      ...preset.annotationPrefixes.map(prefix => (key.startsWith(prefix) ? prefix.length : 0)),
    );
    if (length > longest) owners = [];
    if (length >= longest) owners.push(preset);
    longest = Math.max(longest, length);
  }
  return owners;
}

function isProxy(plane: DataPlane, namespace: string | null, labels: Labels): boolean {
  if (plane.runs !== 'pods') return false;
  const carries = (set: Labels) => Object.entries(set).every(([key, value]) => labels[key] === value);
  if (plane.labels.some(carries)) return true;
  return namespace !== null && plane.namespaces.includes(namespace) && plane.commonLabels.some(carries);
}
