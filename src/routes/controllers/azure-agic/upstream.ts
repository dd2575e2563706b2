import type { Dialect } from '../dialect.ts';
import { byDefault, setting, stated } from '../upstreams.ts';

const key = 'appgw.ingress.kubernetes.io/backend-protocol';

/** pkg/appgw/backendhttpsettings.go: the annotation of the Ingress, and HTTPS for port 443. */
export const upstream: Dialect['upstream'] = ({ route, port }) => {
  if (route.kind !== 'Ingress') return null;
  const word = stated([route.obj], key);
  if (word?.text.toLowerCase() === 'https') return { value: 'https', by: word.by };
  return port.port === 443 ? byDefault('https') : { ...byDefault('http'), by: word?.by ?? null };
};

export const speak: Dialect['speak'] = (protocol, { route }) =>
  setting(route.obj, key, { http: 'http', https: 'https' }, protocol);
