import type { KnownLabels } from '../../src/kube/selector.ts';
import type { Truth } from '../../src/kube/truth.ts';
import { keys, nameKey, values } from '../support/generate-policies.ts';
import type { Known } from './oracle.ts';

/** A partly known value: each of these is possible. */
export type Possible<T> = readonly T[];

/** Every combination of one option each. */
export function choices<T extends object>(options: { readonly [K in keyof T]: Possible<T[K]> }): T[] {
  let worlds: Partial<T>[] = [{}];
  for (const key of Object.keys(options) as (keyof T)[]) {
    worlds = worlds.flatMap(cluster => options[key].map(value => ({ ...cluster, [key]: value })));
  }
  return worlds as T[];
}

/** Labels of which some keys are known (a null: known to be absent), and the others may have any value or none. */
export interface PartLabels {
  readonly known: Readonly<Record<string, string | null>>;
}

/** `z` stands for every value that no selector names. */
const others = [null, ...values, 'z'];

export function completions({ known }: PartLabels): Possible<Known> {
  const options: Record<string, readonly (string | null)[]> = {};
  for (const key of keys) options[key] = Object.hasOwn(known, key) ? [known[key] ?? null] : others;
  for (const [key, value] of Object.entries(known)) options[key] = [value];
  return choices<Record<string, string | null>>(options).map(present);
}

export const present = (labels: Readonly<Record<string, string | null>>): Known =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
  );

/** The same labels in the form of the engine. */
export function toKnownLabels({ known }: PartLabels): KnownLabels {
  return { written: present(known), runtime: key => (Object.hasOwn(known, key) ? 'no' : 'unknown') };
}

export const fully = (labels: Known): KnownLabels => ({ written: labels, runtime: null });

export const withName = (name: string, labels: Known): Known => ({ ...labels, [nameKey]: name });

/** The common answer of all worlds. */
export function agreement(answers: readonly boolean[]): Truth {
  if (answers.every(answer => answer)) return 'yes';
  return answers.some(answer => answer) ? 'unknown' : 'no';
}
