import { annotate } from '../annotate.ts';
import type { Dialect, UpstreamProtocol } from '../dialect.ts';
import { byDefault, listed, stated } from '../upstreams.ts';

const keys = { tls: 'nginx.org/ssl-services', grpc: 'nginx.org/grpc-services' };

/** Lists of Services on the Ingress: nginx/kubernetes-ingress internal/configs/annotations.go. */
export const upstream: Dialect['upstream'] = ({ route, service }) => {
  const [tls, grpc] = [keys.tls, keys.grpc].map(key => {
    const list = stated([route.obj], key);
    return list !== null && listed(list.text).includes(service.ref.name) ? list.by : null;
  });
  const value: UpstreamProtocol = grpc ? (tls ? 'h2' : 'h2c') : tls ? 'https' : 'http';
  return { ...byDefault(value), by: grpc ?? tls ?? null };
};

export const speak: Dialect['speak'] = (protocol, { route, service }) => {
  const key = protocol === 'https' ? keys.tls : protocol === 'h2c' ? keys.grpc : null;
  if (key === null) return null;
  const list = stated([route.obj], key)?.text;
  const names = [...(list === undefined ? [] : listed(list)), service.ref.name].join(',');
  return {
    title: `Name Service ${service.ref.name} in ${key}`,
    on: route.obj,
    operations: annotate(route.obj, key, names),
  };
};
