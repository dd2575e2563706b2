import type { ServicePort } from '../../../kube/kinds/service.ts';
import { join, valueAt } from '../../../kube/pointer.ts';
import type { Dialect } from '../dialect.ts';
import { byDefault, byKind, fromWord, setting, stated } from '../upstreams.ts';

const key = 'traefik.ingress.kubernetes.io/service.serversscheme';

/** pkg/provider/kubernetes/ingress/kubernetes.go, getProtocol: the Service's annotation, else its port 443 or a name like https. */
const ofIngress = byKind(({ service, port }) => {
  const word = stated([service], key);
  if (word !== null) return fromWord(word, schemes, 'http');
  return byPort(port);
});

const schemes = { http: 'http', https: 'https', h2c: 'h2c' } as const;

const byPort = ({ port, name }: ServicePort) =>
  byDefault(port === 443 || (name ?? '').startsWith('https') ? 'https' : 'http');

/** An IngressRoute states the scheme itself, and else has the same default: pkg/provider/kubernetes/crd/kubernetes_http.go. */
export const upstream: Dialect['upstream'] = to => {
  if (to.route.kind !== 'IngressRoute') return ofIngress(to);
  const at = join(to.backend.at, 'scheme');
  const scheme = valueAt(to.route.obj.body, at);
  if (scheme == null) return byPort(to.port);
  return scheme === 'http' || scheme === 'https' || scheme === 'h2c'
    ? { value: scheme, by: { obj: to.route.obj, at } }
    : null;
};

export const speak: Dialect['speak'] = (protocol, { route, service }) =>
  route.kind === 'Ingress'
    ? setting(service, key, { http: 'http', https: 'https', h2c: 'h2c' }, protocol)
    : null;
