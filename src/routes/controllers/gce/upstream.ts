import { own } from '../../../kube/json.ts';
import type { Dialect, UpstreamProtocol } from '../dialect.ts';
import { byDefault, stated } from '../upstreams.ts';

const words: Readonly<Record<string, UpstreamProtocol>> = { HTTP: 'http', HTTPS: 'https', HTTP2: 'h2' };

/** pkg/annotations/service.go: JSON by the name of the Service port. HTTP2 needs TLS. */
export const upstream: Dialect['upstream'] = ({ route, service, port }) => {
  if (route.kind !== 'Ingress') return null;
  const map = stated(
    [service],
    'cloud.google.com/app-protocols',
    'service.alpha.kubernetes.io/app-protocols',
  );
  if (map === null) return port.appProtocol == null ? byDefault('http') : null;
  const word = wordOf(map.text, port.name ?? '');
  if (word === null) return byDefault('http');
  const value = words[word];
  return value === undefined ? null : { value, by: map.by };
};

function wordOf(text: string, name: string): string | null {
  try {
    const value = own(JSON.parse(text), name);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
