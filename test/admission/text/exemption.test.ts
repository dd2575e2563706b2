import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { annotations } from '../../../src/config/exemptions.ts';
import { isJsonObject, type Json, own } from '../../../src/kube/json.ts';
import { type Case, verdictOn } from './answer.ts';
import { cases } from './cases.ts';

const refused = Object.entries(cases).filter(([name]) => name.startsWith('refused.'));

test.each(refused)('the lines at the end of %s let the object in', async (_, one) => {
  const { answer } = await verdictOn(one);
  expect(answer.allowed).toBe(false);
  const pasted = load(answer.message?.split('\n\n').at(-1)?.split('\n').slice(1).join('\n') ?? '');
  expect((await verdictOn(withAnnotations(one, pasted as Json))).answer.allowed).toBe(true);
});

/** The case with the pasted annotations, without a date that has passed. */
function withAnnotations(one: Case, pasted: Json): Case {
  const write = one.write as { readonly [field: string]: Json };
  const metadata = own(write, 'metadata');
  const { [annotations.until]: _, ...given } = { ...(own(metadata, 'annotations') as object) } as Record<
    string,
    Json
  >;
  if (!isJsonObject(metadata) || !isJsonObject(pasted)) throw new Error('not an object');
  return { ...one, write: { ...write, metadata: { ...metadata, annotations: { ...given, ...pasted } } } };
}

test('what the annotation says already stays, unless nobody would read it', async () => {
  const base = cases['refused.backend-port-missing'] as Case;
  const lines = async (exempt: string) => {
    const { answer } = await verdictOn(withAnnotations(base, { [annotations.exempt]: exempt }));
    return answer.message?.split('\n\n').at(-1)?.split('\n').slice(0, 2);
  };
  expect(await lines('pre-stop-missing')).toEqual([
    'To admit it anyway, add under metadata.annotations of Ingress shop/shop:',
    '  ingress-policy.io/exempt: "pre-stop-missing,backend-port-missing"',
  ]);
  expect(await lines('x'.repeat(5000))).toEqual([
    'To admit it anyway, put these rules first in ingress-policy.io/exempt under metadata.annotations of Ingress shop/shop:',
    '  ingress-policy.io/exempt: backend-port-missing',
  ]);
});
