import { serviceOf } from '../../src/graph/chain/routing.ts';
import type { Query } from '../../src/graph/index/query.ts';
import type { Annotation, Reader } from '../../src/graph/network/annotations.ts';
import type { Labels } from '../../src/kube/kinds/metadata.ts';
import { annotationsOf } from '../../src/kube/metadata.ts';
import type { ReadableService } from '../../src/kube/service.ts';
import { type AnnotationFact, factOf, factsOf, nameOfKey } from '../../src/routes/controllers/dialect.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';
import { presets } from '../../src/routes/controllers/presets.ts';
import type { Route } from '../../src/routes/route.ts';
import { isSerious, type KeyAndText, type Reason } from './reason.ts';

/** Effects without a failure of their own that are worth an info. */
const notable = new Set<AnnotationFact['effect']>(['rewrite', 'body-size', 'canary', 'health-check']);

/**
 * Whether the annotation of an Ingress belongs to a controller that does not serve it. Reported only where each controller
 * that the Ingress names has keys of the same effect, none of them is set, and the value asks for more than a default.
 */
export function foreignReason(
  { key, text }: Annotation,
  { route, named }: Reader,
  query: Query,
): Reason | null {
  if (route.kind !== 'Ingress' || named.length === 0 || named.some(preset => mayRead(preset, key)))
    return null;
  const owner = presets.find(preset => factOf(preset.dialect, key, 'Ingress') !== null);
  const fact = owner === undefined ? null : factOf(owner.dialect, key, 'Ingress');
  if (owner === undefined || fact === null || !(isSerious(fact) || notable.has(fact.effect))) return null;
  const wanted = fact.value.parse(text);
  if (wanted !== null && fact.default !== null && String(wanted) === String(fact.default)) return null;
  const services = servicesOf(route, query);
  if (services === null) return null;
  const own: AnnotationFact[] = [];
  for (const preset of named) {
    const counterparts = preset.dialect.annotations.filter(one => replaces(one, fact) && one.source !== null);
    if (counterparts.length === 0 || isSet(counterparts, route, services)) return null;
    if (fact.effect === 'protocol' && services.some(statesProtocol)) return null;
    if (fact.effect === 'timeout' && counterparts.some(one => covers(one.default, wanted))) return null;
    own.push(...counterparts);
  }
  return { is: 'foreign', fact, owner, own, mend: named.length === 1 ? mendOf(key, text, fact, own) : null };
}

function mayRead({ dialect }: Preset, key: string): boolean {
  return (
    factsOf(dialect, key).some(fact => fact.key === key) ||
    dialect.mayAlsoRead.some(prefix => key.startsWith(prefix))
  );
}

/** A timeout replaces only one of the same wait, and only the wait for an answer is worth telling. */
function replaces(one: AnnotationFact, fact: AnnotationFact): boolean {
  if (one.effect !== fact.effect || one.on.includes('ConfigMap')) return false;
  return fact.effect !== 'timeout' || (fact.waits === 'response' && one.waits === 'response');
}

/** Whether the default waits as long as is wanted. */
const covers = (usual: AnnotationFact['default'], wanted: unknown) =>
  typeof usual === 'number' && typeof wanted === 'number' && usual >= wanted;

/** The Services of the route; null where one is not known, since its annotations might count. */
function servicesOf(route: Route, query: Query): readonly ReadableService[] | null {
  const services: ReadableService[] = [];
  for (const backend of route.backends) {
    const service = serviceOf(backend, query);
    if (service.is !== 'found' || service.value.opaque !== null) return null;
    services.push(service.value);
  }
  return services;
}

function isSet(
  facts: readonly AnnotationFact[],
  { obj }: Route,
  services: readonly ReadableService[],
): boolean {
  const holds = (annotations: Labels, kind: AnnotationFact['on'][number]) =>
    facts.some(fact => fact.on.includes(kind) && Object.hasOwn(annotations, fact.key));
  return (
    holds(annotationsOf(obj), 'Ingress') || services.some(service => holds(annotationsOf(service), 'Service'))
  );
}

/** Some controllers take the protocol from the port of the Service. */
const statesProtocol = ({ body }: ReadableService) =>
  (body.spec?.ports ?? []).some(
    port => Boolean(port.appProtocol) || port.port === 443 || (port.name ?? '').startsWith('https'),
  );

/** The same setting in the own dialect: a key of the same name, or the same wait, with a text of the same meaning. */
function mendOf(
  key: string,
  text: string,
  fact: AnnotationFact,
  own: readonly AnnotationFact[],
): KeyAndText | null {
  const wanted = fact.value.parse(text);
  const twin = own.find(
    one => one.on.includes('Ingress') && (fact.effect === 'timeout' || nameOfKey(one.key) === nameOfKey(key)),
  );
  if (twin === undefined || wanted === null) return null;
  const texts = typeof wanted === 'number' ? [text, `${wanted}s`, String(wanted * 1000)] : [text];
  const fits = texts.find(
    one => twin.value.parse(one) === wanted && (twin.value.trap?.(one) ?? null) === null,
  );
  return fits === undefined ? null : { key: twin.key, text: fits };
}
