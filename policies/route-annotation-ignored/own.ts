import type { Annotation, Reader } from '../../src/graph/network/annotations.ts';
import type { Obj } from '../../src/kube/object.ts';
import { editsBetween, isTypo } from '../../src/kube/typo.ts';
import { factOf, factsOf, nameOfKey } from '../../src/routes/controllers/dialect.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';
import { presets } from '../../src/routes/controllers/presets.ts';
import type { Reason } from './reason.ts';

/** Why a controller that may serve the route ignores a key or a value of its own dialect. */
export function ownReason(
  { key, text }: Annotation,
  obj: Obj,
  { route, controllers }: Reader,
): Reason | null {
  const { kind } = obj.ref;
  const facts = controllers.flatMap(preset => {
    const fact = factOf(preset.dialect, key, kind);
    return fact === null ? [] : [{ preset, fact }];
  });
  const [first] = facts;
  if (first === undefined) return misplaced(key, kind, controllers) ?? misspelt(key, obj, controllers);
  // route-timeout-invalid reports it.
  if (facts.some(({ fact }) => fact.effect === 'timeout')) return null;
  if (facts.every(({ fact }) => fact.value.parse(text) === null)) return { is: 'unreadable', ...first };
  const [only, ...more] = controllers;
  if (route.obj !== obj || only === undefined || more.length > 0) return null;
  const fault = only.dialect.configFaults(route).find(one => one.is === 'no-effect' && one.key === key);
  return fault === undefined ? null : { ...fault, is: 'no-effect', preset: only };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function misplaced(key: string, kind: string, controllers: readonly Preset[]): Reason | null {
  for (const preset of controllers) {
    const facts = factsOf(preset.dialect, key);
    if (facts.some(({ on }) => on.some(one => one === kind))) return null;
    const [fact] = facts;
    // route-not-attached reports a class under a wrong key.
    if (fact !== undefined && fact.effect !== 'class') return { is: 'misplaced', fact, preset };
  }
  return null;
}

function misspelt(key: string, { ref, body }: Obj, controllers: readonly Preset[]): Reason | null {
  const isKnown = presets.some(({ dialect }) => factsOf(dialect, key).length > 0);
  if (isKnown || /ingress[.-]?class/i.test(key)) return null;
  const written = JSON.stringify(body.metadata ?? null);
  const near = controllers.flatMap(preset =>
    preset.annotationPrefixes.some(prefix => key.startsWith(prefix))
      ? preset.dialect.annotations
          .filter(fact => fact.on.some(kind => kind === ref.kind) && isNear(key, fact.key))
          .map(fact => ({ fact, preset }))
      : [],
  );
  const [only, ...more] = near;
  if (only === undefined || more.length > 0 || written.includes(`"${only.fact.key}"`)) return null;
  return { is: 'misspelt', ...only };
}

const digits = (text: string) => text.replaceAll(/\D/g, '');
const words = (text: string) => text.split(/\W+/).toSorted().join(' ');

/** One slip, or the same words in another order: `router.openshift.io/haproxy.timeout`. */
function isNear(key: string, known: string): boolean {
  if (same(key, known) || digits(key) !== digits(known)) return false;
  if (isTypo(key, known) || words(key) === words(known)) return true;
  return Math.min(nameOfKey(key).length, nameOfKey(known).length) >= 8 && editsBetween(key, known) <= 2;
}

/** Whether the key stands on every object from which it is read, so that the copy is harmless. */
export const isCopied = (key: string, places: readonly Readonly<Record<string, unknown>>[]): boolean =>
  places.length > 0 && places.every(annotations => Object.keys(annotations).some(one => same(one, key)));
