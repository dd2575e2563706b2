import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge } from '../support/check.ts';
import { deployment, ingress, manifest, service } from '../support/manifests.ts';

const rule = 'proxy-config-breaks-controller';
const prefix = 'nginx.ingress.kubernetes.io/';
const app = deployment('web');

type Texts = Record<string, string>;
const withPrefix = (texts: Texts) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${prefix}${key}`, text]));
const route = (texts: Texts, className: string | null = 'nginx') =>
  ingress('web', ['web'], { annotations: withPrefix(texts), className });
const of = (...objects: readonly Json[]) => manifest(app, service('web'), ...objects);
const className = (controller: string): Json => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller },
});

const size = { 'proxy-buffer-size': '16k' };

test.for<[is: string, texts: Texts, keys: readonly string[]]>([
  ['no annotation', {}, []],
  ['larger buffers', size, []],
  ['three buffers', { 'proxy-buffers-number': '3' }, []],
  ['two buffers', { 'proxy-buffers-number': '2' }, ['proxy-buffers-number']],
  ['one buffer', { ...size, 'proxy-buffers-number': '1' }, ['proxy-buffers-number']],
  ['no buffer', { 'proxy-buffers-number': '0' }, ['proxy-buffers-number']],
  [
    'two buffers, one of them busy',
    { ...size, 'proxy-buffers-number': '2', 'proxy-busy-buffers-size': '16k' },
    [],
  ],
  [
    'one buffer, busy',
    { 'proxy-buffers-number': '1', 'proxy-busy-buffers-size': '4k' },
    ['proxy-buffers-number'],
  ],
  [
    'busy for less than one buffer',
    { ...size, 'proxy-busy-buffers-size': '8k' },
    ['proxy-busy-buffers-size'],
  ],
  ['busy for all but one', { ...size, 'proxy-busy-buffers-size': '48k' }, []],
  [
    'busy for more than all but one',
    { ...size, 'proxy-busy-buffers-size': '64k' },
    ['proxy-busy-buffers-size'],
  ],
  ['busy beside the built-in size', { 'proxy-busy-buffers-size': '16k' }, ['proxy-busy-buffers-size']],
  ['a buffer of bytes with a unit', { 'proxy-buffer-size': '4096b' }, ['proxy-buffer-size']],
  ['a buffer of bytes', { 'proxy-buffer-size': '4096' }, []],
  ['a size with a space', { 'proxy-buffer-size': '16 k' }, ['proxy-buffer-size']],
  ['a size with a space behind it', { 'proxy-buffer-size': '16k ' }, []],
  ['gigabytes', { 'proxy-busy-buffers-size': '1g' }, ['proxy-busy-buffers-size']],
  ['a size that the validator drops', { 'proxy-buffer-size': '16Ki' }, []],
  ['a body of gigabytes, which the template checks', { 'proxy-body-size': '1g' }, []],
  ['temporary files of gigabytes', { 'proxy-max-temp-file-size': '1g' }, ['proxy-max-temp-file-size']],
  ['temporary files of bytes, which the template checks', { 'proxy-max-temp-file-size': '4096b' }, []],
  [
    'temporary files smaller than a buffer',
    { ...size, 'proxy-max-temp-file-size': '8k' },
    ['proxy-max-temp-file-size'],
  ],
  ['no temporary files', { ...size, 'proxy-max-temp-file-size': '0' }, []],
  ['a negative timeout', { 'proxy-read-timeout': '-1' }, ['proxy-read-timeout']],
  ['a timeout of 0: route-timeout-invalid', { 'proxy-read-timeout': '0' }, []],
  ['a timeout with a sign', { 'proxy-read-timeout': '+60' }, []],
  ['negative tries', { 'proxy-next-upstream-tries': '-1' }, ['proxy-next-upstream-tries']],
  ['a Secret without a namespace', { 'proxy-ssl-secret': 'client' }, ['proxy-ssl-secret']],
  ['a Secret of the namespace', { 'proxy-ssl-secret': 'shop/client' }, []],
  ['a Secret of another namespace', { 'proxy-ssl-secret': 'certs/client' }, ['proxy-ssl-secret']],
  ['a name of three parts', { 'proxy-ssl-secret': 'a/b/c' }, ['proxy-ssl-secret']],
  ['a parameter', { 'proxy-ssl-secret': '$' + '{SECRET}', 'proxy-buffer-size': '$' + '{SIZE}' }, []],
  ['a canary', { canary: 'true', 'proxy-buffers-number': '2' }, []],
  [
    'two faults',
    { 'proxy-read-timeout': '-1', 'proxy-send-timeout': '-1' },
    ['proxy-send-timeout', 'proxy-read-timeout'],
  ],
])('%s', ([, texts, keys]) => {
  const { findings } = judge(of(route(texts)), {}, rule);
  expect(findings.map(({ key, level }) => `${level} ${key}`)).toEqual(
    keys.map(key => `deny ${prefix}${key}`),
  );
});

test.for<[is: string, objects: readonly Json[], severity: string | null]>([
  ['a class that several controllers use', [route({ 'proxy-read-timeout': '-1' })], 'error'],
  ['its own class', [className('k8s.io/ingress-nginx'), route({ 'proxy-read-timeout': '-1' })], 'error'],
  ['no class, only annotations', [route({ 'proxy-read-timeout': '-1' }, null)], 'warning'],
  ['another class, only annotations', [route({ 'proxy-read-timeout': '-1' }, 'public')], 'warning'],
  [
    'the class of F5',
    [className('nginx.org/ingress-controller'), route({ 'proxy-read-timeout': '-1' })],
    null,
  ],
  [
    'annotations of both controllers',
    [
      ingress('web', ['web'], {
        annotations: { [`${prefix}proxy-read-timeout`]: '-1', 'nginx.org/proxy-read-timeout': '60s' },
      }),
    ],
    'warning',
  ],
])('%s', ([, objects, severity]) => {
  const expected = severity === null ? [] : [`${severity} ${rule} Ingress shop/web`];
  expect(found(of(...objects), rule)).toEqual(expected);
});

test('the message, what clients see, and the evidence', () => {
  const [finding] = judge(of(route({ ...size, 'proxy-busy-buffers-size': '64k' })), {}, rule).findings;
  expect(finding).toMatchObject({
    message: `"${prefix}proxy-busy-buffers-size" of Ingress shop/web is "64k", and nginx takes at most all buffers but one: 3 of "16k"; ingress-nginx then loads no configuration any more, for no Ingress`,
    certainty: 'likely',
    when: 'in every rollout',
    symptoms: [{ controller: 'ingress-nginx', status: '502' }],
  });
  expect(finding?.evidence.map(one => (one.is === 'value' ? one.value : null))).toEqual(['64k', '16k']);
  const [denied] = judge(of(route({ 'proxy-ssl-secret': 'client' })), {}, rule).findings;
  expect(denied).toMatchObject({
    message: `"${prefix}proxy-ssl-secret" of Ingress shop/web is "client", and a Secret is named as namespace/name; ingress-nginx answers the paths itself`,
    when: 'always',
    symptoms: [{ controller: 'ingress-nginx', status: '503' }],
  });
});

test.for<[texts: Texts, repair: string | null]>([
  [{ 'proxy-buffer-size': '4096b' }, '4096'],
  [{ 'proxy-buffer-size': '16 k' }, '16k'],
  [{ 'proxy-max-temp-file-size': '2g' }, '2048m'],
  [{ 'proxy-buffers-number': '2' }, '4'],
  [{ 'proxy-ssl-secret': 'client' }, 'shop/client'],
  [{ 'proxy-ssl-secret': 'a/b/c' }, null],
  [{ 'proxy-read-timeout': '-1' }, null],
  [{ 'proxy-busy-buffers-size': '1g' }, null],
])('the fix of %j', ([texts, repair]) => {
  const [finding] = judge(of(route(texts)), {}, rule).findings;
  expect(finding?.fix?.title ?? null).toBe(repair === null ? null : `Write "${repair}"`);
  if (repair === null) return;
  const [key = ''] = Object.keys(texts);
  expect(found(of(route({ [key]: repair })), rule)).toEqual([]);
});
