import { expect, test } from 'vitest';
import { names, post, review, reviewText, said, webhook } from './webhook.ts';

/** The answer to each recorded review at /validate, and to its object at /mutate. */
const expected: Readonly<Record<string, readonly [validate: string, patches?: readonly string[]]>> = {
  'apply-without-a-change': ['allowed'],
  'being-deleted': ['allowed'],
  'create-by-apply': ['refused: backend-port-missing'],
  'create-sound': ['allowed'],
  'create-to-be-patched': ['allowed', ['/spec/template/spec/containers/0/lifecycle']],
  'custom-resource': ['allowed'],
  delete: ['allowed'],
  'dry-run': ['allowed'],
  eviction: ['allowed'],
  'gateway-v1beta1': ['refused: backend-port-missing'],
  'generate-name': ['refused: backend-port-missing'],
  'labels-of-javascript': ['refused: service-target-port-missing'],
  'namespace-in-the-request-alone': ['refused: backend-port-missing'],
  'null-labels': ['refused: service-target-port-missing'],
  'replace-force-1-delete': ['allowed'],
  'replace-force-2-create': ['refused: readiness-probe-missing'],
  'replica-set-of-a-deployment': ['allowed'],
  'review-v1beta1': ['refused: backend-port-missing'],
  scale: ['allowed'],
  'server-side-apply': ['refused: readiness-probe-missing'],
  status: ['allowed'],
  'update-by-apply': ['refused: service-target-port-missing'],
  'written-as-extensions-v1beta1': ['refused: backend-port-missing'],
};

test('each recorded review has its expected answer', () => {
  expect(Object.keys(expected)).toEqual(names);
});

test.for(names)('%s', async name => {
  const { app } = webhook();
  const { uid } = review(name).request;
  const [verdict, patches = []] = expected[name] ?? [''];
  expect(said(await post(app, reviewText(name)), uid)).toBe(verdict);
  const mutated = await post(app, reviewText(name), '/mutate');
  expect(said(mutated, uid)).toBe('allowed');
  const { patch, patchType } = mutated.body.response;
  expect(patchType).toBe(patches.length === 0 ? undefined : 'JSONPatch');
  const operations = patch === undefined ? [] : JSON.parse(Buffer.from(patch, 'base64').toString());
  expect(operations.map(({ path }: { path: string }) => path)).toEqual(patches);
});

test('the answer is in the version that asked, and holds nothing that is empty', async () => {
  const { app } = webhook();
  for (const version of ['v1', 'v1beta1']) {
    const asked = { ...review('create-sound'), apiVersion: `admission.k8s.io/${version}` };
    expect(await post(app, asked)).toEqual({
      status: 200,
      body: {
        apiVersion: `admission.k8s.io/${version}`,
        kind: 'AdmissionReview',
        response: { uid: asked.request.uid, allowed: true },
      },
    });
  }
});

test('an object without a name yet is named by its prefix', async () => {
  const { app, logged } = webhook();
  await post(app, reviewText('generate-name'));
  expect(logged).toMatchObject([{ what: 'refused', object: 'Ingress shop/pay-*' }]);
});

test('a refusal and a patch are logged, and what passes is not', async () => {
  const { app, logged } = webhook();
  for (const path of ['/validate', '/mutate']) {
    for (const name of ['create-sound', 'create-by-apply', 'create-to-be-patched', 'scale'])
      await post(app, reviewText(name), path);
  }
  expect(logged).toEqual([
    {
      what: 'refused',
      uid: review('create-by-apply').request.uid,
      operation: 'CREATE',
      object: 'Ingress shop/pay',
      user: 'kubernetes-admin',
      dryRun: false,
      rules: ['backend-port-missing'],
    },
    expect.objectContaining({ what: 'patched', object: 'Deployment shop/web', rules: ['pre-stop-missing'] }),
  ]);
});

test('words are passed on: the message, the warnings, the audit annotations and the patch', async () => {
  const add = { op: 'add', path: '/metadata/labels/a~1b', value: 'ä' } as const;
  const { app } = webhook({
    responses: {
      validate: () => ({
        allowed: false,
        message: 'no\nroute',
        warnings: ['a', 'b'],
        auditAnnotations: { rule: 'x' },
      }),
      mutate: () => ({ operations: [add], warnings: ['c'], auditAnnotations: {} }),
    },
  });
  const { uid } = review('create-sound').request;
  expect((await post(app, reviewText('create-sound'))).body.response).toEqual({
    uid,
    allowed: false,
    status: { code: 403, reason: 'Forbidden', message: 'no\nroute' },
    warnings: ['a', 'b'],
    auditAnnotations: { rule: 'x' },
  });
  const { patch, ...rest } = (await post(app, reviewText('create-sound'), '/mutate')).body.response;
  expect(rest).toEqual({ uid, allowed: true, warnings: ['c'], patchType: 'JSONPatch' });
  expect(JSON.parse(Buffer.from(patch, 'base64').toString())).toEqual([add]);
});

test('what stands there in a shape that nobody can read is changed with a warning', async () => {
  const { app } = webhook();
  const asked = review('update-by-apply');
  asked.request.oldObject.metadata = 'none';
  const { status, body } = await post(app, asked);
  expect(status).toBe(200);
  expect(body.response.allowed).toBe(true);
  expect(body.response.warnings).toEqual([
    expect.stringMatching(
      /^ingress-policy has not checked this change: "request.oldObject" is malformed at /,
    ),
  ]);
});
