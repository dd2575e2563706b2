import type { Dialect } from '../dialect.ts';
import { byDefault, byKind, fromWord, setting, stated } from '../upstreams.ts';

const key = 'traefik.ingress.kubernetes.io/service.serversscheme';

/** pkg/provider/kubernetes/ingress/kubernetes.go, getProtocol: the Service's annotation, else its port 443 or a name like https. */
export const upstream: Dialect['upstream'] = byKind(({ service, port }) => {
  const word = stated([service], key);
  if (word !== null) return fromWord(word, { http: 'http', https: 'https', h2c: 'h2c' }, 'http');
  return byDefault(port.port === 443 || (port.name ?? '').startsWith('https') ? 'https' : 'http');
});

export const speak: Dialect['speak'] = (protocol, { route, service }) =>
  route.kind === 'Ingress'
    ? setting(service, key, { http: 'http', https: 'https', h2c: 'h2c' }, protocol)
    : null;
