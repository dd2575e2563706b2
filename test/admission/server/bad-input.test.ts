import { expect, test } from 'vitest';
import type { ClusterView } from '../../../src/admission/live/cluster-view.ts';
import { cluster, post, type Replied, review, reviewText, said, webhook } from './webhook.ts';

const json = { 'content-type': 'application/json' };

async function answer(payload: string | Buffer | object, headers?: Readonly<Record<string, string>>) {
  return line(await post(webhook().app, payload, '/validate', headers));
}

const line = ({ status, body }: Replied) => `${status} ${body.error ?? body.response.allowed}`;

/** A recorded review with one change. */
// biome-ignore lint/suspicious/noExplicitAny: any place of it
function changed(name: string, change: (asked: any) => void) {
  const asked = review(name);
  change(asked);
  return asked;
}

const wayOut = 'send an AdmissionReview of admission.k8s.io/v1 as the API server does';

test.for<readonly [payload: string | object, answer: string]>([
  ['', '400 the body is empty; send an AdmissionReview as JSON'],
  ['null', '400 the body is null; send an AdmissionReview, which is an object'],
  ['7', '400 the body is a number; send an AdmissionReview, which is an object'],
  ['[]', '400 the body is a list; send an AdmissionReview, which is an object'],
  ['"review"', '400 the body is a string; send an AdmissionReview, which is an object'],
  ['{}', `400 "apiVersion" is missing; ${wayOut}`],
  [
    { apiVersion: 'v1', kind: 'Pod', request: 1 },
    `400 "apiVersion" is "v1", and must be one of "admission.k8s.io/v1", "admission.k8s.io/v1beta1"; ${wayOut}`,
  ],
  [
    { apiVersion: 'admission.k8s.io/v1', kind: 'Review', request: {} },
    `400 "kind" is "Review", and must be one of "AdmissionReview"; ${wayOut}`,
  ],
  [
    { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: {} },
    `400 "request" is missing; ${wayOut}`,
  ],
])('%j is no review: %s', async ([payload, expected]) => {
  expect(await answer(payload)).toBe(expected);
});

// biome-ignore lint/suspicious/noExplicitAny: any place of it
test.for<readonly [what: string, change: (request: any) => void, answer: string]>([
  ['no uid', request => delete request.uid, `400 "request.uid" is missing; ${wayOut}`],
  ['an empty uid', request => (request.uid = ''), `400 "request.uid" is empty; ${wayOut}`],
  [
    'a uid of another type',
    request => (request.uid = 7),
    `400 "request.uid" is 7, and must be string; ${wayOut}`,
  ],
  [
    'an unknown operation',
    request => (request.operation = 'PATCH'),
    `400 "request.operation" is "PATCH", and must be one of "CREATE", "UPDATE", "DELETE", "CONNECT"; ${wayOut}`,
  ],
  ['no kind', request => delete request.kind, `400 "request.kind" is missing; ${wayOut}`],
  [
    'groups of another type',
    request => (request.userInfo.groups = { a: 1 }),
    `400 "request.userInfo.groups" is an object, and must be array or null; ${wayOut}`,
  ],
  ['a null object', request => (request.object = null), '400 "request.object" is null; UPDATE needs one'],
  [
    'a null oldObject',
    request => (request.oldObject = null),
    '400 "request.oldObject" is null; UPDATE needs one',
  ],
  [
    'an object that is none',
    request => (request.object = { spec: {} }),
    '400 "request.object" has no "apiVersion"; send the object as the API server has it',
  ],
  [
    'an object of another kind',
    request => (request.object.kind = 'Pod'),
    '400 "request.object" is v1 Pod, and "request.kind" is v1 Service; send the object in that version',
  ],
  [
    'the name of another object',
    request => (request.oldObject.metadata.name = 'cart'),
    '400 "request.oldObject" is a different object from "request.object"; send one object before and after',
  ],
  [
    'owners that are no list',
    request => (request.object.metadata.ownerReferences = 7),
    '400 "request.object" is malformed at /metadata/ownerReferences: it is the number 7, and "ownerReferences" is a list',
  ],
])('a review with %s is a fault', async ([, change, expected]) => {
  expect(await answer(changed('update-by-apply', ({ request }) => change(request)))).toBe(expected);
});

// biome-ignore lint/suspicious/noExplicitAny: any place of it
test.for<readonly [what: string, change: (asked: any) => void]>([
  [
    'fields that nobody knows',
    asked => Object.assign(asked, { a: 1 }) && Object.assign(asked.request, { b: [] }),
  ],
  ['no user', asked => delete asked.request.userInfo],
  ['a user without name and groups', asked => (asked.request.userInfo = { groups: null })],
  ['no dryRun', asked => delete asked.request.dryRun],
  ['no resource and no options', asked => delete asked.request.resource && delete asked.request.options],
  [
    'nulls where a field is optional',
    asked => Object.assign(asked.request, { subResource: null, dryRun: null }),
  ],
])('a review with %s is judged', async ([, change]) => {
  expect(await answer(changed('update-by-apply', change))).toBe('200 false');
});

test('JSON that breaks off is no JSON, and no stack is told', async () => {
  const text = reviewText('create-by-apply');
  expect(await answer(text.slice(0, -9))).toMatch(
    /^400 the body is not JSON: [^\n]*; send an AdmissionReview as JSON$/,
  );
});

test('the content type is JSON, with or without a charset', async () => {
  const text = reviewText('create-by-apply');
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset=UTF-8',
  ])
    expect(await answer(text, { 'content-type': type })).toBe('200 false');
  const refused = '415 unsupported content type; send the review as "application/json"';
  for (const type of ['text/plain', 'application/yaml', 'application/json-patch+json', 'json', ''])
    expect(await answer(text, { 'content-type': type }), type).toBe(refused);
});

test('a body of 7 MiB is judged, and one beyond 8 MiB is not read', async () => {
  const big = (size: number) =>
    changed('create-by-apply', ({ request }) => {
      request.object.metadata.annotations.note = 'x'.repeat(size);
    });
  expect(await answer(big(7 * 1024 * 1024))).toBe('200 false');
  expect(await answer(big(8 * 1024 * 1024))).toMatch(/^413 the body is larger than 8 MiB/);
});

test('bytes that are no UTF-8 are read as Go reads them, and are no way past', async () => {
  const [before, after] = reviewText('create-by-apply').split('"kubernetes-admin"');
  const bytes = Buffer.concat([
    Buffer.from(`${before}"admin`),
    Buffer.from([0xff, 0xc3, 0x28]),
    Buffer.from(`"${after}`),
  ]);
  expect(await answer(bytes)).toBe('200 false');
});

const nested = (levels: number, end: string) => `${'{"a":'.repeat(levels)}${end}${'}'.repeat(levels)}`;

test('JSON that is nested deeper than a stack has an answer', async () => {
  expect(await answer('['.repeat(100_000) + ']'.repeat(100_000))).toMatch(/^400 the body is a list/);
  expect(await answer(nested(100_000, '1'))).toBe(`400 "apiVersion" is missing; ${wayOut}`);
  const deep = (end: string) => JSON.parse(nested(3, end));
  const text = JSON.stringify(
    changed('apply-without-a-change', ({ request }) => {
      request.object.spec.extra = deep('"HERE"');
      request.oldObject.spec.extra = deep('"HERE"');
    }),
  );
  expect(await answer(text.replaceAll('"HERE"', nested(100_000, '1')))).toMatch(
    /^400 the body is nested 1000\d\d levels deep; /,
  );
  expect(await answer(text.replaceAll('"HERE"', nested(100, '1')))).toBe('200 true');
  const created = changed('create-by-apply', ({ request }) => {
    request.object.spec.extra = 'HERE';
  });
  expect(await answer(JSON.stringify(created).replace('"HERE"', nested(100_000, '1')))).toBe('200 false');
});

test('of a key that stands twice the last one counts, as in Go', async () => {
  const text = reviewText('create-by-apply').replace('"operation": "CREATE"', '"operation": "DELETE", $&');
  expect(await answer(text)).toBe('200 false');
});

test('what is not served says what is', async () => {
  const { app } = webhook();
  const inject = async (method: 'GET' | 'PUT' | 'POST', url: string) => {
    const { statusCode, payload, headers } = await app.inject({ method, url, headers: json, payload: '{}' });
    return `${statusCode} ${headers.allow ?? '-'} ${JSON.parse(payload).error}`;
  };
  expect(await inject('GET', '/validate?timeout=3s')).toBe(
    '405 POST GET /validate is not served; POST an AdmissionReview',
  );
  expect(await inject('PUT', '/mutate')).toBe('405 POST PUT /mutate is not served; POST an AdmissionReview');
  const nothing = '404 - not found; POST an AdmissionReview to /validate or /mutate';
  for (const url of ['/', '/validat', '/validate/', '/%', '/healthz'])
    expect(await inject('POST', url), url).toBe(nothing);
});

test('an error of ours is a 500 and never a verdict, and only the log has its stack', async () => {
  const broken: ClusterView = {
    ...cluster,
    graph() {
      throw new Error('the cache is broken');
    },
  };
  for (const path of ['/validate', '/mutate']) {
    const { app, logged } = webhook({ cluster: broken });
    const replied = await post(app, reviewText('create-by-apply'), path);
    expect(said(replied, '')).toBe('500: internal error of ingress-policy; its log has the stack');
    expect(logged).toEqual([{ what: 'failed', error: expect.stringMatching(/the cache is broken\n +at /) }]);
  }
});

test('before every kind has been listed everything passes', async () => {
  const { app } = webhook({ cluster: { ...cluster, isSynced: () => false } });
  expect(line(await post(app, reviewText('create-by-apply')))).toBe('200 true');
});
