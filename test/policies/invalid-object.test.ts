import { describe, expect, test } from 'vitest';
import rule from '../../policies/invalid-object/rule.ts';
import { createConfig, type Profile } from '../../src/config/config.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { closedScope } from '../../src/graph/index/scope.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import { decode } from '../../src/kube/decode.ts';
import type { Json, JsonObject } from '../../src/kube/json.ts';
import type { Obj, Origin } from '../../src/kube/object.ts';
import type { Finding } from '../../src/rule.ts';
import { now } from '../support/check.ts';

const profile: Profile = { scope: 'routed', rules: { 'invalid-object': 'deny' } };

const inFile: Origin = { from: 'file', file: 'shop.yaml', document: 0, base: '' };

function findings(
  value: Json,
  kubeVersion: number | null = null,
  origin: Origin = inFile,
): readonly Finding[] {
  const obj = decode(value, origin);
  if (typeof obj === 'string') throw new Error(obj);
  const settings = { controllers: [], kubeVersion };
  const config = createConfig({ settings }, { baseline: profile, strict: profile });
  return evaluate(buildGraph([obj], closedScope, settings), { rules: [rule], config, now }).findings;
}

/** `pointer message`, one line a finding. */
const lines = (value: Json) => findings(value).map(({ at, message }) => `${at.at} ${message}`);

const make = (apiVersion: string, kind: string, spec: Json, metadata: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'web', ...metadata },
  spec,
});

const service = (port: JsonObject, spec: JsonObject = {}) =>
  make('v1', 'Service', { selector: { app: 'web' }, ports: [{ port: 80, ...port }], ...spec });
const ports = (...items: readonly JsonObject[]) => make('v1', 'Service', { ports: items });
const pod = (spec: JsonObject, labels: JsonObject = { app: 'web' }) =>
  make('apps/v1', 'Deployment', {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels }, spec },
  });
const container = (fields: JsonObject) => pod({ containers: [{ name: 'app', image: 'web:1', ...fields }] });
const ready = (fields: JsonObject) => container({ readinessProbe: fields });
const rolling = (rollingUpdate: JsonObject, kind = 'Deployment', type = 'RollingUpdate') =>
  make('apps/v1', kind, { [kind === 'Deployment' ? 'strategy' : 'updateStrategy']: { type, rollingUpdate } });
const ingress = (backend: Json, apiVersion = 'networking.k8s.io/v1') =>
  make(apiVersion, 'Ingress', {
    rules: [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
  });
const web = { service: { name: 'web', port: { number: 80 } } };
const onPath = (fields: JsonObject) =>
  make('networking.k8s.io/v1', 'Ingress', { rules: [{ http: { paths: [{ backend: web, ...fields }] } }] });
const onHost = (host: string) => make('networking.k8s.io/v1', 'Ingress', { rules: [{ host }] });
const httpRoute = (ref: JsonObject) =>
  make('gateway.networking.k8s.io/v1', 'HTTPRoute', { rules: [{ backendRefs: [ref] }] });
const slow = (timeouts: JsonObject) =>
  make('gateway.networking.k8s.io/v1', 'HTTPRoute', {
    rules: [{ backendRefs: [{ name: 'web', port: 80 }], timeouts }],
  });
const route = (spec: JsonObject, apiVersion = 'route.openshift.io/v1') =>
  make(apiVersion, 'Route', { to: { kind: 'Service', name: 'web' }, ...spec });
const policy = (spec: JsonObject) =>
  make('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, ...spec });
const admit = (port: JsonObject) => policy({ ingress: [{ ports: [port] }] });

const first = '/spec/template/spec/containers/0';
const path = '/spec/rules/0/http/paths/0/backend';
const slot = '/spec/rules/0/http/paths/0';
const step = '/spec/strategy/rollingUpdate';
const nodeStep = '/spec/updateStrategy/rollingUpdate';
const long = 'a'.repeat(64);
const tcp = { tcpSocket: { port: 80 } };

describe('what the API server refuses', () => {
  // biome-ignore format: a table, one line a case
  test.each<[string, JsonObject, string, string]>([
    ['a string for a number', service({ port: '80' }), '/spec/ports/0/port', 'is the string "80"'],
    ['a missing port', ports({ name: 'http' }), '/spec/ports/0/port', 'spec.ports[http].port of Service web is missing'],
    ['a removed version', ingress({}, 'networking.k8s.io/v1beta1'), '/apiVersion', 'Ingress web has apiVersion "networking.k8s.io/v1beta1", which Kubernetes 1.22 removed: "networking.k8s.io/v1" fits'],
    ['a moved group', make('extensions/v1beta1', 'Deployment', {}), '/apiVersion', 'which Kubernetes 1.16 removed: "apps/v1" fits'],

    ['a quoted targetPort', service({ targetPort: '8080' }), '/spec/ports/0/targetPort', 'is "8080", which has digits alone'],
    ['a targetPort of 16 characters', service({ targetPort: 'a234567890123456' }), '/spec/ports/0/targetPort', 'longer than 15'],
    ['a targetPort in capitals', service({ targetPort: 'HTTP' }), '/spec/ports/0/targetPort', 'characters other than'],
    ['a targetPort out of range', service({ targetPort: 70000 }), '/spec/ports/0/targetPort', 'from 1 to 65535'],
    ['a port out of range', service({ port: 0 }), '/spec/ports/0/port', 'is 0, and a port is a number from 1 to 65535'],
    ['a Service port name in capitals', service({ name: 'Http' }), '/spec/ports/0/name', '"http" fits'],
    ['a Service port name with a hyphen last', service({ name: 'http-' }), '/spec/ports/0/name', 'begins or ends with "-"'],
    ['a Service port name of 64 characters', service({ name: long }), '/spec/ports/0/name', 'longer than 63'],
    ['a protocol in small letters', service({ protocol: 'tcp' }), '/spec/ports/0/protocol', 'is "tcp": "TCP", "UDP" or "SCTP" fits'],
    ['a type that is none', service({}, { type: 'Headless' }), '/spec/type', '"ClusterIP", "NodePort", "LoadBalancer" or "ExternalName" fits'],
    ['two ports without names', ports({ port: 80 }, { port: 81 }), '/spec/ports/0/name', 'a Service with 2 ports names each'],
    ['one of two without a name', ports({ port: 80, name: 'a' }, { port: 81 }), '/spec/ports/1/name', 'is missing'],
    ['two ports with one name', ports({ port: 80, name: 'a' }, { port: 81, name: 'a' }), '/spec/ports/1/name', 'an earlier port has too'],
    ['one port twice', ports({ port: 80, name: 'a' }, { port: 80, name: 'b', protocol: 'TCP' }), '/spec/ports/1', 'repeats port 80 for TCP'],
    ['a selector value with a space', service({}, { selector: { app: 'my web' } }), '/spec/selector/app', 'is "my web", which holds characters other than'],

    ['a containerPort out of range', container({ ports: [{ containerPort: 0 }] }), `${first}/ports/0/containerPort`, 'ports[0].containerPort of container "app" in Deployment web is 0'],
    ['a port name of digits', container({ ports: [{ containerPort: 80, name: '80' }] }), `${first}/ports/0/name`, 'a port name holds a letter'],
    ['a port name with "_"', container({ ports: [{ containerPort: 80, name: 'web_ui' }] }), `${first}/ports/0/name`, 'characters other than'],
    ['one port name twice', container({ ports: [{ containerPort: 80, name: 'a' }, { containerPort: 81, name: 'a' }] }), `${first}/ports/1/name`, 'an earlier port of the container'],
    ['a protocol that is none', container({ ports: [{ containerPort: 80, protocol: 'HTTP' }] }), `${first}/ports/0/protocol`, '"TCP", "UDP" or "SCTP" fits'],
    ['a quoted probe port', ready({ httpGet: { port: '8080' } }), `${first}/readinessProbe/httpGet/port`, 'readinessProbe.httpGet.port of container "app" in Deployment web is "8080"'],
    ['a probe port of 0', ready({ tcpSocket: { port: 0 } }), `${first}/readinessProbe/tcpSocket/port`, 'from 1 to 65535'],
    ['a gRPC port out of range', ready({ grpc: { port: 99999 } }), `${first}/readinessProbe/grpc/port`, 'from 1 to 65535'],
    ['a scheme in small letters', ready({ httpGet: { port: 80, scheme: 'https' } }), `${first}/readinessProbe/httpGet/scheme`, '"HTTP" or "HTTPS" fits'],
    ['a probe without a handler', ready({ periodSeconds: 5 }), `${first}/readinessProbe`, 'has no handler: "httpGet", "tcpSocket", "exec" or "grpc" fits'],
    ['a probe with two handlers', ready({ ...tcp, httpGet: { port: 80 } }), `${first}/readinessProbe`, 'has 2 handlers, and only one of "httpGet" or "tcpSocket" fits'],
    ['a negative delay', ready({ ...tcp, initialDelaySeconds: -1 }), `${first}/readinessProbe/initialDelaySeconds`, 'is -1, and at least 0 fits'],
    ['a liveness successThreshold', container({ livenessProbe: { ...tcp, successThreshold: 2 } }), `${first}/livenessProbe/successThreshold`, 'that of a livenessProbe is 1'],
    ['a preStop without a handler', container({ lifecycle: { preStop: {} } }), `${first}/lifecycle/preStop`, 'has no handler'],
    ['a preStop with two handlers', container({ lifecycle: { preStop: { sleep: { seconds: 5 }, exec: { command: ['sleep'] } } } }), `${first}/lifecycle/preStop`, 'only one of "exec" or "sleep" fits'],
    ['a sidecar policy in small letters', pod({ initContainers: [{ name: 'proxy', restartPolicy: 'always' }] }), '/spec/template/spec/initContainers/0/restartPolicy', 'restartPolicy of init container "proxy" in Deployment web is "always"'],
    ['a probe on an init container', pod({ initContainers: [{ name: 'init', readinessProbe: tcp }] }), '/spec/template/spec/initContainers/0/readinessProbe', 'only with restartPolicy "Always"'],
    ['a label value of 64 characters', pod({}, { app: long }), '/spec/template/metadata/labels/app', 'longer than 63 characters'],
    ['a label key with two "/"', pod({}, { 'a/b/c': 'd' }), '/spec/template/metadata/labels/a~1b~1c', 'labels["a/b/c"] of Deployment web has a key that holds more than one "/"'],
    ['a label prefix in capitals', pod({}, { 'Shop.Example/app': 'd' }), '/spec/template/metadata/labels/Shop.Example~1app', 'a prefix that is not a lowercase DNS name'],
    ['a label of the object itself', make('v1', 'Service', { ports: [{ port: 80 }] }, { labels: { chart: 'web-1.0+abc' } }), '/metadata/labels/chart', 'characters other than'],
    ['an operator that is none', policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Equals' }] } }), '/spec/podSelector/matchExpressions/0/operator', '"In", "NotIn", "Exists" or "DoesNotExist" fits'],
    ['In without values', policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }), '/spec/podSelector/matchExpressions/0/values', 'has no value'],
    ['Exists with values', policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } }), '/spec/podSelector/matchExpressions/0/values', 'takes none'],

    ['a timeout without a unit', slow({ request: '60' }), '/spec/rules/0/timeouts/request', 'is "60", and a duration has whole numbers with h, m, s or ms'],
    ['a timeout with a fraction', slow({ backendRequest: '1.5s' }), '/spec/rules/0/timeouts/backendRequest', 'is "1.5s", and a duration'],
    ['a timeout of each try that is longer than the whole', slow({ request: '1m', backendRequest: '90s' }), '/spec/rules/0/timeouts/backendRequest', 'is "90s", which is longer than the whole request with "1m"'],
    ['negative replicas', make('apps/v1', 'StatefulSet', { replicas: -1 }), '/spec/replicas', 'is -1, and at least 0 fits'],
    ['0 and 0', rolling({ maxUnavailable: 0, maxSurge: 0 }), `${step}/maxUnavailable`, 'is 0 with maxSurge 0'],
    ['0% and 0', rolling({ maxUnavailable: '0%', maxSurge: 0 }), `${step}/maxUnavailable`, 'is "0%" with maxSurge 0'],
    ['more than all of them', rolling({ maxUnavailable: '150%' }), `${step}/maxUnavailable`, '"100%" is the most'],
    ['a percentage without its sign', rolling({ maxSurge: '1' }), `${step}/maxSurge`, 'is "1", and a number or a percentage such as "25%" fits'],
    ['a rolling update of Recreate', rolling({ maxSurge: 1 }, 'Deployment', 'Recreate'), step, 'leave out one of the two'],
    ['a strategy that is none', make('apps/v1', 'Deployment', { strategy: { type: 'Rolling' } }), '/spec/strategy/type', '"RollingUpdate" or "Recreate" fits'],
    ['a DaemonSet with both', rolling({ maxUnavailable: 1, maxSurge: 1 }, 'DaemonSet'), `${nodeStep}/maxSurge`, 'exactly one of them is above 0'],
    ['a DaemonSet with neither', rolling({ maxUnavailable: 0 }, 'DaemonSet'), `${nodeStep}/maxUnavailable`, 'exactly one of them is above 0'],
    ['a DaemonSet whose other half is a default', rolling({ maxSurge: 1 }, 'DaemonSet'), `${nodeStep}/maxSurge`, 'maxUnavailable left to its default 1'],
    ['a StatefulSet with 0', rolling({ maxUnavailable: 0 }, 'StatefulSet'), `${nodeStep}/maxUnavailable`, 'at least 1 fits'],
    ['a DeploymentConfig with the strategy of a Deployment', make('apps.openshift.io/v1', 'DeploymentConfig', { strategy: { type: 'RollingUpdate' } }), '/spec/strategy/type', '"Rolling", "Recreate" or "Custom" fits'],

    ['a backend with neither', ingress({}), path, 'has neither "service" nor "resource"'],
    ['a backend with both', ingress({ service: { name: 'web', port: { number: 80 } }, resource: { kind: 'B', name: 'b' } }), path, 'has both "service" and "resource"'],
    ['the fields of v1beta1 in v1', ingress({ serviceName: 'web', servicePort: 80 }), path, '"service" with "name" and "port" fits'],
    ['the default backend of v1beta1 in v1', make('networking.k8s.io/v1', 'Ingress', { backend: { serviceName: 'web', servicePort: 80 } }), '/spec/backend', '"defaultBackend" fits'],
    ['no port of the backend', ingress({ service: { name: 'web' } }), `${path}/service/port`, 'has neither "name" nor "number"'],
    ['both ports of the backend', ingress({ service: { name: 'web', port: { name: 'http', number: 80 } } }), `${path}/service/port`, 'has both the name "http" and the number 80'],
    ['a number as the name of the port', ingress({ service: { name: 'web', port: { name: '80' } } }), `${path}/service/port/name`, 'a number in quotes: "number" holds it'],
    ['a backend port out of range', ingress({ service: { name: 'web', port: { number: 80800 } } }), `${path}/service/port/number`, 'from 1 to 65535'],

    ['a path without a type', onPath({ path: '/' }), `${slot}/pathType`, 'is missing, and each path has one'],
    ['a type of path in small letters', onPath({ path: '/', pathType: 'prefix' }), `${slot}/pathType`, 'is "prefix": "Exact", "Prefix" or "ImplementationSpecific" fits'],
    ['a type of path in capitals', onPath({ path: '/', pathType: 'EXACT' }), `${slot}/pathType`, 'is "EXACT"'],
    ['an empty type of path', onPath({ path: '/', pathType: '' }), `${slot}/pathType`, 'is ""'],
    ['a relative path', onPath({ path: 'api', pathType: 'Prefix' }), `${slot}/path`, 'is "api", and a path begins with "/"'],
    ['a relative path of ImplementationSpecific', onPath({ path: 'api/.*', pathType: 'ImplementationSpecific' }), `${slot}/path`, 'begins with "/"'],
    ['no path with Exact', onPath({ pathType: 'Exact' }), `${slot}/path`, 'is missing, and with pathType "Exact"'],
    ['a path with "//"', onPath({ path: '/a//b', pathType: 'Prefix' }), `${slot}/path`, '"//" has no place there'],
    ['no paths', make('networking.k8s.io/v1', 'Ingress', { rules: [{ http: { paths: [] } }] }), '/spec/rules/0/http/paths', 'has no path'],
    ['a host with a port', onHost('shop.example:8080'), '/spec/rules/0/host', 'has a port'],
    ['a host with a scheme', onHost('https://shop.example'), '/spec/rules/0/host', 'has a scheme'],
    ['a host with a path', onHost('shop.example/cart'), '/spec/rules/0/host', 'has a path'],
    ['an IP address for a host', onHost('10.0.0.1'), '/spec/rules/0/host', 'is an IP address'],
    ['an IPv6 address for a host', onHost('::1'), '/spec/rules/0/host', 'is an IP address'],
    ['a host with capitals', onHost('Shop.example'), '/spec/rules/0/host', 'has capitals'],
    ['a host with an underscore', onHost('my_shop.example'), '/spec/rules/0/host', 'is not a valid DNS name'],
    ['a wildcard inside a host', onHost('shop.*.example'), '/spec/rules/0/host', 'has a wildcard elsewhere'],
    ['an Ingress without rules', make('networking.k8s.io/v1', 'Ingress', { ingressClassName: 'nginx' }), '/spec', 'Ingress web has neither "rules" nor "defaultBackend"'],
    ['an Ingress without a spec', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } }, '/spec', 'neither "rules" nor "defaultBackend"'],

    ['a version that never was', make('apps/v2', 'Deployment', {}), '/apiVersion', 'Deployment web has apiVersion "apps/v2", which does not serve the kind Deployment: "apps/v1" fits'],
    ['a group cut short', make('networking/v1', 'Ingress', {}), '/apiVersion', '"networking.k8s.io/v1" fits'],
    ['a group misspelt', make('app/v1', 'Deployment', {}), '/apiVersion', '"apps/v1" fits'],
    ['a group in capitals', make('Apps/v1', 'Deployment', {}), '/apiVersion', '"apps/v1" fits'],
    ['a group without its version', make('apps', 'Deployment', {}), '/apiVersion', '"apps/v1" fits'],
    ['the core group by its name', make('core/v1', 'Service', {}), '/apiVersion', '"v1" fits'],
    ['no group', make('v1', 'Ingress', {}), '/apiVersion', '"networking.k8s.io/v1" fits'],
    ['the group of another kind', make('apps/v1', 'Service', {}), '/apiVersion', 'Service web has apiVersion "apps/v1", which does not serve the kind Service: "v1" fits'],
    ['a kind in small letters', make('apps/v1', 'deployment', {}), '/kind', 'Deployment web has kind "deployment", which apps/v1 does not serve: "Deployment" fits'],
    ['a kind misspelt', make('apps/v1', 'Deployement', {}), '/kind', 'has kind "Deployement"'],
    ['a kind without its last letter', make('v1', 'Endpoint', {}), '/kind', '"Endpoints" fits'],
    ['a kind in the plural', make('networking.k8s.io/v1', 'Ingresses', { defaultBackend: web }), '/kind', '"Ingress" fits'],
    ['no name', { apiVersion: 'v1', kind: 'Service', metadata: null, spec: { ports: [{ port: 80 }] } }, '/metadata/name', 'metadata.name of Service without a name is missing'],
    ['no name in a namespace', { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'testing' }, spec: { ports: [{ port: 80 }] } }, '/metadata/name', 'metadata.name of Service without a name in namespace "testing" is missing'],
    ['an empty name', make('apps/v1', 'Deployment', {}, { name: '' }), '/metadata/name', 'is missing'],
    ['a Service without ports', make('v1', 'Service', { selector: { app: 'web' } }), '/spec/ports', 'spec.ports of Service web is missing'],
    ['a Service without a spec', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }, '/spec/ports', 'is missing'],
    ['a label of digits', pod({}, { version: 1.1 }), '/spec/template/metadata/labels/version', 'is a number, and a label value is a string: write it in quotes'],
    ['a label of yes', pod({}, { canary: true }), '/spec/template/metadata/labels/canary', 'is a boolean, and a label value is a string: write it in quotes'],

    ['a backendRef without a port', httpRoute({ name: 'web' }), '/spec/rules/0/backendRefs/0/port', 'names its port by number'],
    ['a backendRef port out of range', httpRoute({ name: 'web', port: 0 }), '/spec/rules/0/backendRefs/0/port', 'from 1 to 65535'],
    ['a negative weight', httpRoute({ name: 'web', port: 80, weight: -1 }), '/spec/rules/0/backendRefs/0/weight', '0 to 1000000 fits'],
    ['a Route weight above 256', route({ to: { name: 'web', weight: 300 } }), '/spec/to/weight', 'is 300, and 0 to 256 fits'],
    ['a path that passthrough never sees', route({ path: '/api', tls: { termination: 'passthrough' } }), '/spec/path', 'sees no path'],
    ['an unknown termination', route({ tls: { termination: 'ege' } }), '/spec/tls/termination', '"edge", "passthrough" or "reencrypt" fits'],
    ['a path that passthrough in capitals never sees', route({ path: '/api', tls: { termination: 'Passthrough' } }), '/spec/path', 'sees no path'],
    ['four alternate backends', route({ alternateBackends: ['a', 'b', 'c', 'd'].map(name => ({ name })) }), '/spec/alternateBackends', '3 are the most'],

    ['a quoted policy port', admit({ port: '8080' }), '/spec/ingress/0/ports/0/port', 'has digits alone'],
    ['a policy port out of range', admit({ port: 65536 }), '/spec/ingress/0/ports/0/port', 'from 1 to 65535'],
    ['a range that ends before it begins', admit({ port: 90, endPort: 80 }), '/spec/ingress/0/ports/0/endPort', 'ends there or above'],
    ['a range that begins with a name', admit({ port: 'http', endPort: 80 }), '/spec/ingress/0/ports/0/endPort', 'begins with a number'],
    ['a range without a begin', admit({ endPort: 80 }), '/spec/ingress/0/ports/0/endPort', 'no "port" that the range begins with'],
    ['a policy type in small letters', policy({ policyTypes: ['ingress'] }), '/spec/policyTypes/0', '"Ingress" or "Egress" fits'],
    ['a peer that is nobody', policy({ ingress: [{ from: [{}] }] }), '/spec/ingress/0/from/0', 'names nobody'],
    ['an ipBlock beside a selector', policy({ ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] }), '/spec/ingress/0/from/0', 'stands alone'],
  ])('%s', (_, value, at, says) => {
    const found = lines(value);
    expect(found).toHaveLength(1);
    expect(found[0]?.split(' ')[0]).toBe(at);
    expect(found[0]).toContain(says);
    expect(found[0]).not.toMatch(/\.$|undefined|null/);
  });
});

describe('odd, and yet taken', () => {
  // biome-ignore format: a table, one line a case
  test.each<[string, JsonObject]>([
    ['targetPort 0 stands for the port', service({ targetPort: 0 })],
    ['targetPort "" stands for the port', service({ targetPort: '' })],
    ['a port name of 15 characters', service({ targetPort: 'a23456789012345' })],
    ['a Service port name of digits', service({ name: '80' })],
    ['SCTP', service({ protocol: 'SCTP' })],
    ['an empty protocol is the default', service({ protocol: '' })],
    ['one number for two protocols', ports({ port: 53, name: 'a' }, { port: 53, name: 'b', protocol: 'UDP' })],
    ['a name that begins with a digit', make('v1', 'Service', { ports: [{ port: 80 }] }, { name: '1web' })],
    ['headless without ports', make('v1', 'Service', { clusterIP: 'None', selector: { app: 'web' } })],
    ['ExternalName without ports', make('v1', 'Service', { type: 'ExternalName' })],
    ['no selector', ports({ port: 80 })],
    ['a NetworkPolicy without a spec', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'web' } }],
    ['a name that the API server makes', { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'web-' } }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of a Template
    ['a parameter that nobody has set', service({ targetPort: '${PORT}', name: '${NAME}' }, { selector: { app: '${APP}' } })],
    ['replicas 0', make('apps/v1', 'Deployment', { replicas: 0 })],
    ['maxSurge "25%"', rolling({ maxUnavailable: 0, maxSurge: '25%' })],
    ['maxSurge above all of them', rolling({ maxSurge: '200%' })],
    ['maxUnavailable 0 with the default surge', rolling({ maxUnavailable: 0 })],
    ['null for a rolling update of Recreate', make('apps/v1', 'Deployment', { strategy: { type: 'Recreate', rollingUpdate: null } })],
    ['a DaemonSet that surges', rolling({ maxUnavailable: 0, maxSurge: 1 }, 'DaemonSet')],
    ['the Recreate of a StatefulSet', make('apps/v1', 'StatefulSet', { updateStrategy: { type: 'Recreate' } })],
    ['a partition', rolling({ partition: 0 }, 'StatefulSet')],
    ['a gRPC probe', ready({ grpc: { port: 50051 } })],
    ['a probe whose fields are 0, which is their default', ready({ ...tcp, periodSeconds: 0, timeoutSeconds: 0, successThreshold: 0, failureThreshold: 0 })],
    ['a readiness successThreshold', ready({ ...tcp, successThreshold: 2 })],
    ['a probe that names a port nobody has', ready({ httpGet: { port: 'http' } })],
    ['a null probe', container({ readinessProbe: null })],
    ['a preStop of seconds', container({ lifecycle: { preStop: { sleep: { seconds: 90 } } } })],
    ['a preStop to a socket', container({ lifecycle: { preStop: { tcpSocket: { port: 80 } } } })],
    ['hostPort 0', container({ ports: [{ containerPort: 80, hostPort: 0 }] })],
    ['two containers with one port name', pod({ containers: [1, 2].map(n => ({ name: `c${n}`, ports: [{ name: 'http', containerPort: n }] })) })],
    ['a native sidecar with a probe', pod({ initContainers: [{ name: 'proxy', restartPolicy: 'Always', readinessProbe: tcp }] })],
    ['a negative grace period, which old servers take for 1 s', pod({ terminationGracePeriodSeconds: -1 })],
    ['labels with a prefix, and an empty value', pod({}, { 'app.kubernetes.io/name': 'Web_1.0', canary: '' })],
    ['use-annotation', ingress({ service: { name: 'forward', port: { name: 'use-annotation' } } })],
    ['a resource', ingress({ resource: { apiGroup: 'k8s.example', kind: 'Bucket', name: 'web' } })],
    ['a host without paths', make('networking.k8s.io/v1', 'Ingress', { rules: [{ host: 'shop.example' }] })],
    ['a backend that is no Service', httpRoute({ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'web' })],
    ['an alpha version of Gateway API', make('gateway.networking.k8s.io/v1alpha2', 'HTTPRoute', {})],
    ['the bare v1 of OpenShift', route({ port: { targetPort: '8080' } }, 'v1')],
    ['a Route weight of 0', route({ to: { name: 'web', weight: 0 }, path: '/', tls: { termination: 'edge' } })],
    ['a policy that admits nobody', policy({ policyTypes: ['Ingress'], ingress: [] })],
    ['a policy that admits everybody', policy({ ingress: [{}] })],
    ['a range of one', admit({ port: 80, endPort: 80 })],
    ['a port of any number', admit({ protocol: 'UDP' })],
    ['a requirement with odd values, which older servers take', policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] } })],
    ['a custom resource of a kind that nobody reads', make('example.com/v1', 'Widget', { replicas: -1 }, { labels: { a: 'b c' } })],
    ['a version of a custom resource that we do not read', make('gateway.networking.k8s.io/v7', 'HTTPRoute', {})],
    ['a parameter for the version', make('apps/$' + '{VERSION}', 'Deployment', {})],
    ['a parameter for all of the apiVersion', make('$' + '{VERSION}', 'Ingress', {})],
    ['a Service of another API', make('serving.knative.dev/v1', 'Service', {})],
    ['a Service of a file for another tool', make('openslo/v1', 'Service', {})],
    ['a service of a file for another tool', make('v3', 'service', {})],
    ['a Deployment of a domain that comes near', make('apps.k8s.io/v1', 'Deployment', {})],
    ['a misspelt kind of another API', make('example.com/v1', 'Deployement', {})],
    ['a built-in kind that nobody reads', make('v1', 'Secret', {})],
    ['a path of ImplementationSpecific that is absent', onPath({ pathType: 'ImplementationSpecific' })],
    ['a regular expression as the path of ImplementationSpecific', onPath({ pathType: 'ImplementationSpecific', path: '/api(/|$)(.*)//' })],
    ['a placeholder for the path', onPath({ pathType: 'Prefix', path: '<path>' })],
    ['a placeholder for the type of path', onPath({ pathType: '{{ type }}', path: '/' })],
    ['a wildcard host', onHost('*.shop.example')],
    ['a host of one label', onHost('localhost')],
    ['a host that begins like an IP address', onHost('10.0.0.1.nip.io')],
    ['an empty host', onHost('')],
    ...['$' + '{HOST}', '<host>', '__INGRESS_HOST__', 'YOUR_DOMAIN', '{{ host }}'].map(host => [`the placeholder ${host}`, onHost(host)] as [string, JsonObject]),
    ['a default backend alone', make('networking.k8s.io/v1', 'Ingress', { defaultBackend: web })],
  ])('%s', (_, value) => {
    expect(lines(value)).toEqual([]);
  });
});

describe('fixes', () => {
  const fixOf = (value: Json) => {
    const fix = findings(value)[0]?.fix;
    return fix ? [fix.safety, fix.operations.at(-1)] : null;
  };

  // biome-ignore format: a table, one line a case
  test.each<[string, JsonObject, Json]>([
    ['the number without quotes', service({ targetPort: '8080' }), ['safe', { op: 'replace', path: '/spec/ports/0/targetPort', value: 8080 }]],
    ['an integer without quotes', service({ port: '80' }), ['safe', { op: 'replace', path: '/spec/ports/0/port', value: 80 }]],
    ['the type that a path had before', onPath({ path: '/' }), ['suggestion', { op: 'add', path: `${slot}/pathType`, value: 'ImplementationSpecific' }]],
    ['the spelling of the type of path', onPath({ path: '/', pathType: 'prefix' }), ['safe', { op: 'replace', path: `${slot}/pathType`, value: 'Prefix' }]],
    ['the group that serves the kind', make('networking/v1', 'Ingress', {}), ['suggestion', { op: 'replace', path: '/apiVersion', value: 'networking.k8s.io/v1' }]],
    ['the kind that is meant', make('apps/v1', 'Deployement', {}), ['suggestion', { op: 'replace', path: '/kind', value: 'Deployment' }]],
    ['the spelling of the API', service({ protocol: 'tcp' }), ['safe', { op: 'replace', path: '/spec/ports/0/protocol', value: 'TCP' }]],
    ['the number of a backend', ingress({ service: { name: 'web', port: { name: '80' } } }), ['safe', { op: 'replace', path: `${path}/service/port`, value: { number: 80 } }]],
    ['the shape of v1', ingress({ serviceName: 'web', servicePort: 'http' }), ['safe', { op: 'replace', path, value: { service: { name: 'web', port: { name: 'http' } } } }]],
    ['the other half of a surge', rolling({ maxSurge: 1 }, 'DaemonSet'), ['safe', { op: 'add', path: `${nodeStep}/maxUnavailable`, value: 0 }]],
    ['a version of one shape', make('batch/v1beta1', 'CronJob', {}), ['safe', { op: 'replace', path: '/apiVersion', value: 'batch/v1' }]],
  ])('%s', (_, value, fix) => {
    expect(fixOf(value)).toEqual(fix);
  });

  // biome-ignore format: a table, one line a case
  test.each<[string, JsonObject]>([
    ['a version whose fields have changed', ingress({}, 'extensions/v1beta1')],
    ['a text whose notation is lost', container({ env: [{ name: 'A', value: 1.1 }] })],
    ['a number that is no port', service({ targetPort: '808080' })],
    ['a word that comes near none', service({ protocol: 'HTTP' })],
  ])('none for %s', (_, value) => {
    expect(fixOf(value)).toBeNull();
  });
});

test('the key names containers and ports, and no index where there is a name', () => {
  const [finding] = findings(container({ ports: [{ name: 'http', containerPort: 0 }] }));
  expect(finding?.key).toBe('/spec/template/spec/containers/[app]/ports/[http]/containerPort');
  const [other] = findings(ingress({}));
  expect(other?.key).toBe('/spec/rules/[shop.example]/http/paths/[~1]/backend');
});

test('every fault of an object is a finding of its own, proven and at its place', () => {
  const found = findings(container({ ports: [{ containerPort: 0 }], readinessProbe: {}, livenessProbe: {} }));
  expect(found.map(({ at }) => at.at)).toEqual([
    `${first}/ports/0/containerPort`,
    `${first}/readinessProbe`,
    `${first}/livenessProbe`,
  ]);
  for (const { certainty, failure, evidence, at } of found) {
    expect([certainty, failure]).toEqual(['proven', 'rejected']);
    expect(evidence[0]?.ref).toBe((at.obj as Obj).ref);
  }
});

test('what depends on the minor version of Kubernetes warns at most, and is noted where nobody is served', () => {
  const [finding] = findings(rolling({ maxUnavailable: 0 }, 'StatefulSet'));
  expect([finding?.certainty, finding?.level]).toEqual(['likely', 'audit']);
});

test('a removed version is served where the policy names a Kubernetes that has it', () => {
  const old = make('policy/v1beta1', 'PodDisruptionBudget', {});
  expect(findings(old, 24)).toEqual([]);
  expect(findings(old, 25)).toHaveLength(1);
});

test('a version that came from a cluster or in a request is served there', () => {
  const unknown = make('apps/v2', 'Deployment', {});
  expect(findings(unknown)).toHaveLength(1);
  expect(findings(unknown, null, { from: 'cluster', resourceVersion: '1' })).toEqual([]);
  expect(findings(unknown, null, { from: 'request', uid: 'a' })).toEqual([]);
});

// biome-ignore format: a table, one line a case
test.each<[string, string, string]>([
  ['networking/v1', 'Ingress', 'networking.k8s.io/Ingress'],
  ['v1', 'Deployment', 'apps/Deployment'],
  ['apps/v1', 'deployment', 'apps/Deployment'],
  ['apps/v1', 'Deployement', 'apps/Deployment'],
  ['example.com/v1', 'Deployement', 'example.com/Deployement'],
])('%s %s is read as %s', (apiVersion, kind, read) => {
  const obj = decode(make(apiVersion, kind, {}), inFile);
  expect(typeof obj === 'string' ? obj : `${obj.ref.group}/${obj.ref.kind}`).toBe(read);
});

test.each(['Deployment', 'Service', 'Ingress', 'HTTPRoute', 'NetworkPolicy', 'Rollout', 'Job'])(
  'a malformed %s is judged no further than its shape',
  kind => {
    const versions: Readonly<Record<string, string>> = {
      Deployment: 'apps/v1',
      Ingress: 'networking.k8s.io/v1',
      HTTPRoute: 'gateway.networking.k8s.io/v1',
      NetworkPolicy: 'networking.k8s.io/v1',
      Rollout: 'argoproj.io/v1alpha1',
      Job: 'batch/v1',
    };
    expect(lines(make(versions[kind] ?? 'v1', kind, []))).toEqual([
      `/spec spec of ${kind} web is a list, and "spec" is an object`,
    ]);
  },
);

test('a misspelt key is a warning that names the field, and the fix renames it', () => {
  const ports = [{ port: 80, targetport: 'http' }];
  const [finding, ...more] = findings(make('v1', 'Service', { selector: { app: 'web' }, ports }));
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    // One level lower without a route.
    level: 'audit',
    certainty: 'likely',
    message:
      'spec.ports[80].targetport of Service web is not a field: did you mean "targetPort"? kubectl refuses it, and other tools drop it',
    fix: {
      safety: 'suggestion',
      title: 'Write "targetPort" instead of "targetport"',
      operations: [
        { op: 'test', path: '/spec/ports/0/targetport', value: 'http' },
        { op: 'remove', path: '/spec/ports/0/targetport' },
        { op: 'add', path: '/spec/ports/0/targetPort', value: 'http' },
      ],
    },
  });
});

test('no key of an object from a server is looked at, which has dropped what it does not know', () => {
  const service = make('v1', 'Service', {
    selector: { app: 'web' },
    ports: [{ port: 80, targetport: 'http' }],
  });
  expect(findings(service, null, { from: 'cluster', resourceVersion: '1' })).toEqual([]);
});

test('a misspelt key is named although the object lacks the field that it needs', () => {
  expect(lines(make('v1', 'Service', { selector: { app: 'web' }, ports: [{ prot: 80 }] }))).toEqual([
    '/spec/ports/0/port spec.ports[0].port of Service web is missing',
    '/spec/ports/0/prot spec.ports[0].prot of Service web is not a field: did you mean "port"? kubectl refuses it, and other tools drop it',
  ]);
});

test('a CronJob states no selector: every Job gets its own', () => {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'i' }] },
  };
  const of = (job: JsonObject) =>
    make('batch/v1', 'CronJob', { schedule: '* * * * *', jobTemplate: { spec: job } });
  expect(lines(of({ template }))).toEqual([]);
  expect(
    lines(of({ template, selector: { matchLabels: { app: 'web' } } })).map(line => line.split(' ')[0]),
  ).toEqual(['/spec/jobTemplate/spec/selector']);
});
