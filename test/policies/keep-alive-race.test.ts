import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { changeLines } from '../../src/text/change.ts';
import { found, judge } from '../support/check.ts';
import {
  deployment,
  gateway,
  httpRoute,
  ingress,
  manifest,
  openshiftRoute,
  service,
  type WorkloadOptions,
} from '../support/manifests.ts';

const rule = 'keep-alive-race';
const clean: readonly string[] = [];
const warning = [`warning ${rule} Deployment shop/web`];
const info = [`info ${rule} Deployment shop/web`];

type Fields = { readonly [field: string]: Json };
const traefik = ingress('shop', ['web'], { className: 'traefik' });
const app = (container: Fields, route: Json = traefik, options: WorkloadOptions = {}) =>
  manifest(deployment('web', { container, ...options }), service('web'), route);
const command = (...words: readonly string[]): Fields => ({ command: words });
const env = (name: string, value: string): Fields => ({ env: [{ name, value }] });
const uvicorn = (seconds: string) => command('uvicorn', 'app:app', `--timeout-keep-alive=${seconds}`);

const servers: readonly (readonly [string, Fields, readonly string[]])[] = [
  ['uvicorn', uvicorn('5'), warning],
  ['uvicorn, longer than the proxy', uvicorn('95'), clean],
  ['uvicorn, as long as the proxy', uvicorn('90'), clean],
  ['uvicorn, which closes each connection', uvicorn('0'), clean],
  ['uvicorn with a text', uvicorn('5s'), clean],
  ['uvicorn with its default', command('uvicorn', 'app:app'), clean],
  ['uvicorn in a script', command('sh', '-c', 'exec uvicorn app:app --timeout-keep-alive 5'), warning],
  [
    'uvicorn as a module',
    command('python', '-m', 'uvicorn', 'app:app', '--timeout-keep-alive', '5'),
    warning,
  ],
  ['the option of another program', command('tool', '--timeout-keep-alive=5', '--keep-alive=2'), clean],
  ['gunicorn with its default worker: case 85', command('gunicorn', '--keep-alive', '2', 'app:app'), info],
  ['gunicorn with the sync worker', command('gunicorn', '-k', 'sync', '--keep-alive', '2', 'app:app'), info],
  ['gunicorn with threads', command('gunicorn', '--threads', '4', '--keep-alive', '2', 'app:app'), warning],
  ['gunicorn with one thread', command('gunicorn', '--threads', '1', '--keep-alive', '2', 'app:app'), info],
  ['gunicorn with a worker', command('gunicorn', '-k', 'gevent', '--keep-alive=2', 'app:app'), warning],
  ['hypercorn', command('hypercorn', '--keep-alive', '5', 'app:app'), warning],
  ['Next.js, in milliseconds', command('next', 'start', '--keepAliveTimeout', '5000'), warning],
  ['Next.js, longer', command('next', 'start', '--keepAliveTimeout', '95000'), clean],
  ['Tomcat by a variable', env('SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT', '20s'), warning],
  ['Tomcat by the canonical variable', env('SERVER_TOMCAT_KEEPALIVETIMEOUT', '20000'), warning],
  ['Tomcat, longer', env('SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT', '2m'), clean],
  ['Tomcat, never', env('SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT', '-1'), clean],
  ['Netty by a property', command('java', '-Dserver.netty.idle-timeout=30s', '-jar', 'app.jar'), warning],
  ['Jetty by an argument', { args: ['--server.jetty.connection-idle-timeout=30000'] }, warning],
  [
    'Kibana',
    { image: 'docker.elastic.co/kibana/kibana:9.1.0', ...env('SERVER_KEEPALIVETIMEOUT', '20000') },
    warning,
  ],
  ['the variable of Kibana elsewhere', env('SERVER_KEEPALIVETIMEOUT', '20000'), clean],
  ['a variable from a Secret', { env: [{ name: 'SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT', valueFrom: {} }] }, clean],
  ['Node.js', { image: 'node:22', ...command('node', 'server.js') }, clean],
];

test.for(servers)('%s', ([, container, expected]) => {
  expect(found(app(container), rule)).toEqual(expected);
});

const idle = (seconds: number) => ({
  'alb.ingress.kubernetes.io/load-balancer-attributes': `deletion_protection.enabled=true,idle_timeout.timeout_seconds=${seconds}`,
});
const alb = (annotations: Fields = {}) => ingress('shop', ['web'], { className: 'alb', annotations });
const gatewayOf = (className: string) => [
  gateway('edge', className, { namespace: 'edge' }),
  httpRoute('shop', [{ name: 'web', port: 80 }]),
];
const nginx = ingress('shop', ['web']);
const nginxClass: Json = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'k8s.io/ingress-nginx' },
};

const proxies: readonly (readonly [string, number, readonly Json[], readonly string[]])[] = [
  ['an ALB', 50, [alb()], warning],
  ['an ALB, longer', 65, [alb()], clean],
  ['an ALB with an attribute', 65, [alb(idle(120))], warning],
  ['an ALB with a short attribute', 50, [alb(idle(30))], clean],
  ['one of two candidates is not known', 50, [nginx], info],
  ['the class names the controller', 50, [nginx, nginxClass], warning],
  ['Kong', 50, [ingress('shop', ['web'], { className: 'kong' })], warning],
  ['GKE', 65, [ingress('shop', ['web'], { className: 'gce' })], warning],
  ['Contour', 620, [ingress('shop', ['web'], { className: 'contour' })], warning],
  ['Envoy Gateway', 620, gatewayOf('eg'), warning],
  ['Istio, which repeats the request', 5, gatewayOf('istio'), clean],
  ['the OpenShift router', 5, [openshiftRoute('shop', 'web')], clean],
  ['nobody knows the controller', 5, [ingress('shop', ['web'], { className: 'own' })], clean],
  ['no route', 5, [], clean],
];

test.for(proxies)('%s', ([, seconds, routes, expected]) => {
  const yaml = manifest(
    deployment('web', { container: uvicorn(String(seconds)) }),
    service('web'),
    ...routes,
  );
  expect(found(yaml, rule)).toEqual(expected);
});

test('a mesh puts a proxy between', () => {
  const options = { template: { annotations: { 'linkerd.io/inject': 'enabled' } } };
  expect(found(app(uvicorn('5'), traefik, options), rule)).toEqual(clean);
});

test('the message and the status', () => {
  const [finding] = judge(app(uvicorn('5')), {}, rule).findings;
  expect(finding).toMatchObject({
    message:
      'container "web" of Deployment shop/web closes an idle connection after 5 s ("--timeout-keep-alive=5"), and Traefik may send a request on it for 90 s',
    failure: 'cut-short',
    when: 'for a share of requests',
    certainty: 'likely',
  });
  expect(finding?.symptoms.map(({ status }) => status)).toEqual(['502']);
  const [ofGunicorn] = judge(app(command('gunicorn', '--keep-alive', '2', 'app:app')), {}, rule).findings;
  expect(ofGunicorn?.message).toMatch(/; the default worker of gunicorn ignores the option$/);
  expect(ofGunicorn?.fix).toBe(null);
});

test.for([
  ['an option with its value', uvicorn('5'), '--timeout-keep-alive=95'],
  ['an option before its value', command('uvicorn', '--timeout-keep-alive', '5'), '95'],
  [
    'a word of a script',
    command('sh', '-c', 'uvicorn --timeout-keep-alive=5 app:app'),
    'uvicorn --timeout-keep-alive=95 app:app',
  ],
  ['milliseconds', command('next', 'start', '--keepAliveTimeout=5000'), '--keepAliveTimeout=95000'],
  ['a duration', env('SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT', '20s'), '95s'],
  ['a duration in milliseconds', env('SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT', '20000'), '95000'],
] as const)('the fix of %s', ([, container, after]) => {
  const [finding] = judge(app(container), {}, rule).findings;
  expect(finding?.fix && changeLines(finding.fix).join()).toContain(`→ "${after}"`);
});
