import { expect, test } from 'vitest';
import type { Json } from '../../../src/kube/json.ts';
import { found } from '../../support/check.ts';
import { deployment, ingress, manifest, service } from '../../support/manifests.ts';

const sound = service('web');
const malformed = (sound: Json): Json => ({ ...(sound as object), spec: { ports: 5 } }) as Json;
const others = [deployment('web'), ingress('web', ['web:80'])];

test('of two objects of one name, of which one is malformed, the order of the files does not matter', () => {
  const one = found(manifest(...others, sound, malformed(sound)));
  const other = found(manifest(...others, malformed(sound), sound));
  expect(one.toSorted()).toEqual(other.toSorted());
  expect(one).toContainEqual(expect.stringContaining('invalid-object'));
});

test('an annotation that is no text does not stop the check of an Ingress', () => {
  const metadata = { name: 'web', annotations: { 'kubernetes.io/ingress.class': 5 } };
  const route = { ...(ingress('web', ['web:80']) as object), metadata } as Json;
  expect(found(manifest(deployment('web'), sound, route))).toContainEqual(
    expect.stringContaining('invalid-object'),
  );
});
