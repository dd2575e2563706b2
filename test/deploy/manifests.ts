import fs from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';

export const chart = 'deploy/chart';
export const base = 'deploy/kustomize/base';

/** An object of a manifest, as far as these tests look into it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: of a dozen kinds, of which each test knows one
  readonly [field: string]: any;
}

export const objectsIn = (text: string): readonly Manifest[] =>
  (loadAll(text) as (Manifest | null)[]).filter(one => one !== null);

/** The files of the base without those that list others. */
export const baseFiles = (): readonly string[] =>
  fs
    .readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml') && path.basename(file) !== 'kustomization.yaml')
    .sort();

/** The objects of the base: the chart with its own values, and a Namespace. */
export const baseObjects = (): readonly Manifest[] =>
  baseFiles().flatMap(file => objectsIn(fs.readFileSync(path.join(base, file), 'utf8')));

export function one(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.filter(object => object.kind === kind && object.metadata.name === name);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} objects are ${kind} ${name}`);
  return found[0];
}
