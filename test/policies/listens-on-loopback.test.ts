import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge } from '../support/check.ts';
import { deployment, ingress, manifest, service, type WorkloadOptions } from '../support/manifests.ts';

const rule = 'listens-on-loopback';
const clean: readonly string[] = [];
const warning = [`warning ${rule} Deployment shop/web`];
const info = [`info ${rule} Deployment shop/web`];

type Fields = { readonly [field: string]: Json };
const app = (container: Fields, options: WorkloadOptions = {}) =>
  manifest(deployment('web', { container, ...options }), service('web'), ingress('shop', ['web']));
const env = (name: string, value: string): Fields => ({ env: [{ name, value }] });
const args = (...words: readonly string[]): Fields => ({ args: words });
const shell = (script: string): Fields => ({ command: ['/bin/sh', '-c', script] });
const metrics = { name: 'metrics', containerPort: 9090 };
const http = { name: 'http', containerPort: 8080 };

const cases: readonly (readonly [string, Fields, readonly string[]])[] = [
  ['an option with its value: case 84', args('serve', '--host=127.0.0.1', '--port=8080'), warning],
  ['an option before its value', args('--bind', 'localhost:8080'), warning],
  ['a single dash, as in Go', args('-listen-address=127.0.0.1:8080'), warning],
  ['the loopback address of IPv6', args('--host', '::1'), warning],
  ['the same in brackets', args('--listen', '[::1]:8080'), warning],
  ['a URL', args('--http-address=http://127.0.0.1:8080'), warning],
  ['all addresses', args('--host=0.0.0.0', '--port=8080'), clean],
  ['no host', args('--listen=:8080'), clean],
  ['a socket file', args('--bind=unix:/tmp/app.sock'), clean],
  ['another port in the value', args('--listen=127.0.0.1:9000'), clean],
  ['another port in an option', args('--host=127.0.0.1', '--port=9000'), clean],
  [
    'an option of an administration port',
    args('--admin-host=127.0.0.1', '--metrics-bind-address=127.0.0.1:8080'),
    clean,
  ],
  ['the address of another server', args('--db-host=127.0.0.1', '--redis-addr=localhost:6379'), clean],
  ['a second address that is not the loopback', args('--bind=127.0.0.1:8080', '--bind=0.0.0.0:8080'), clean],
  ['a second address of another port', args('--bind=127.0.0.1:8080', '--bind=0.0.0.0:9090'), warning],
  ['gunicorn -b', { command: ['gunicorn', '-b', '127.0.0.1:8080', 'app:app'] }, warning],
  ['rails -b', { command: ['bin/rails', 'server', '-b', 'localhost'] }, warning],
  ['next -H', { command: ['next', 'start', '-H', '127.0.0.1', '-p', '8080'] }, warning],
  ['-b of another program', { command: ['tool', '-b', '127.0.0.1'] }, clean],
  ['-H of another program', { command: ['docker', '-H', '127.0.0.1'] }, clean],
  [
    'the last command of a script',
    shell('migrate && exec uvicorn app:app --host 127.0.0.1 --port 8080'),
    warning,
  ],
  ['a script with quotes', shell('flask run --host "127.0.0.1"'), warning],
  ['another command of a script', shell('wait --host 127.0.0.1; exec serve --host 0.0.0.0'), clean],
  ['a program in the background', shell('app --host 127.0.0.1 & nginx'), clean],
  ['a pipe', shell('app --host 127.0.0.1 | tee log'), clean],
  ['output to one stream', shell('app --host 127.0.0.1 2>&1'), warning],
  [
    'a variable in an argument',
    { args: ['--host=$(ADDR)'], env: [{ name: 'ADDR', value: '127.0.0.1' }] },
    warning,
  ],
  ['a variable without a value', args('--host=$(ADDR)'), clean],
  ['a variable of a server', env('UVICORN_HOST', '127.0.0.1'), warning],
  ['a variable with URLs', env('ASPNETCORE_URLS', 'http://localhost:8080'), warning],
  [
    'one of two URLs is for all addresses',
    env('ASPNETCORE_URLS', 'http://localhost:5000;http://+:8080'),
    clean,
  ],
  ['HOST as an address', env('HOST', '127.0.0.1'), warning],
  ['HOST as a name', env('HOST', 'localhost'), info],
  ['HOSTNAME', env('HOSTNAME', '127.0.0.1'), info],
  ['a variable of another server', env('DB_HOST', '127.0.0.1'), clean],
  [
    'PORT has another number',
    {
      env: [
        { name: 'HOST', value: '127.0.0.1' },
        { name: 'PORT', value: '3000' },
      ],
    },
    clean,
  ],
  [
    'an option comes before a variable',
    { args: ['--host=0.0.0.0'], env: [{ name: 'HOST', value: '127.0.0.1' }] },
    clean,
  ],
  [
    'options of gunicorn in a variable',
    env('GUNICORN_CMD_ARGS', '--bind=127.0.0.1:8080 --workers=3'),
    warning,
  ],
  [
    'a probe of the port',
    { ...args('--host=127.0.0.1'), readinessProbe: { httpGet: { port: 'http' } } },
    warning,
  ],
  ['nothing', {}, clean],
];

test.for(cases)('%s', ([, container, expected]) => {
  expect(found(app(container), rule)).toEqual(expected);
});

test.for([
  [
    'several ports, and no number',
    args('--host=127.0.0.1'),
    { ports: [http, { name: 'api', containerPort: 8081 }] },
    info,
  ],
  [
    'several ports, and a number',
    args('--host=127.0.0.1:8080'),
    { ports: [http, { name: 'api', containerPort: 8081 }] },
    warning,
  ],
  ['a port of metrics beside', args('--host=127.0.0.1'), { ports: [http, metrics] }, warning],
  [
    'an injected proxy',
    args('--host=127.0.0.1'),
    { template: { annotations: { 'linkerd.io/inject': 'enabled' } } },
    info,
  ],
  [
    'a sidecar owns the port',
    {},
    {
      pod: {
        containers: [
          { name: 'proxy', image: 'proxy', ports: [http] },
          { name: 'app', image: 'app', args: ['--host=127.0.0.1'] },
        ],
      },
    },
    clean,
  ],
] as const)('%s', ([, container, options, expected]) => {
  expect(found(app(container, options as WorkloadOptions), rule)).toEqual(expected);
});

test('strict refuses, unless a probe contradicts', () => {
  const strict = { policy: { profile: 'strict' } } as const;
  expect(found(app(args('--host=127.0.0.1')), rule, strict)).toEqual([`error ${rule} Deployment shop/web`]);
  const probed = { ...args('--host=127.0.0.1'), readinessProbe: { tcpSocket: { port: 8080 } } };
  expect(found(app(probed), rule, strict)).toEqual(warning);
});

const messages = [
  [
    'of an exec probe',
    { exec: { command: ['true'] } },
    'so no proxy reaches port 8080 of its pods',
    'refused',
  ],
  [
    'of a probe with a host',
    { tcpSocket: { port: 8080, host: '127.0.0.1' } },
    'so no proxy reaches port 8080 of its pods',
    'refused',
  ],
  ['of another port', { tcpSocket: { port: 9090 } }, 'so no proxy reaches port 8080 of its pods', 'refused'],
  [
    'of a probe from outside',
    { tcpSocket: { port: 8080 } },
    'so its readinessProbe does not reach port 8080, and the pods are never ready',
    'no-endpoint',
  ],
] as const;

test.for(messages)('the message %s', ([, readinessProbe, end, failure]) => {
  const [finding] = judge(app({ ...args('--host=127.0.0.1'), readinessProbe }), {}, rule).findings;
  expect(finding).toMatchObject({
    message: `container "web" of Deployment shop/web listens on the loopback address alone: "--host=127.0.0.1", ${end}`,
    failure,
    when: 'always',
  });
});

test.for([
  ['an argument', args('--host=127.0.0.1'), '--host=0.0.0.0'],
  ['a word of a script', shell('exec app --host localhost'), 'exec app --host 0.0.0.0'],
  ['brackets', args('--listen=[::1]:8080'), '--listen=[::]:8080'],
  ['a variable', env('UVICORN_HOST', '127.0.0.1'), '0.0.0.0'],
] as const)('the fix of %s', ([, container, after]) => {
  const [finding] = judge(app(container), {}, rule).findings;
  expect(finding?.fix?.safety).toBe('suggestion');
  expect(finding?.fix && changeLines(finding.fix).join()).toContain(`→ "${after}"`);
});

test.for([
  [
    'the address is in another field',
    { args: ['--host=$(ADDR)'], env: [{ name: 'ADDR', value: '127.0.0.1' }] },
  ],
  ['the address is there twice', shell('wait localhost && exec app --host localhost')],
] as const)('no fix where %s', ([, container]) => {
  const [finding] = judge(app(container), {}, rule).findings;
  expect(finding?.fix).toBe(null);
});
