import type { Dialect } from '../dialect.ts';
import { byDefault, setting, stated } from '../upstreams.ts';

const prefixes = ['haproxy.org/', 'haproxy.com/', 'ingress.kubernetes.io/'];
const keys = (name: string) => prefixes.map(prefix => `${prefix}${name}`);

/** documentation/annotations.md: the Service's annotation before the Ingress's; a ConfigMap may set a default, which is not read. */
export const upstream: Dialect['upstream'] = ({ route, service }) => {
  const tls = stated([service, route.obj], ...keys('server-ssl'));
  if (tls?.text === 'true') return { value: 'https', by: tls.by };
  const proto = stated([service, route.obj], ...keys('server-proto'));
  return proto?.text === 'h2' ? { value: 'h2c', by: proto.by } : byDefault('http');
};

export const speak: Dialect['speak'] = (protocol, { service }) =>
  protocol === 'https'
    ? setting(service, 'haproxy.org/server-ssl', { https: 'true' }, protocol)
    : setting(service, 'haproxy.org/server-proto', { h2c: 'h2' }, protocol);
