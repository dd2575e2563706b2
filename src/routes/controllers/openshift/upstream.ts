import { valueAt } from '../../../kube/pointer.ts';
import type { Dialect } from '../dialect.ts';
import { byDefault } from '../upstreams.ts';

/**
 * openshift/router haproxy-config.template: none and edge send HTTP (h2c where the Service port says so), reencrypt sends
 * TLS, passthrough the client's own bytes.
 */
export const upstream: Dialect['upstream'] = ({ route, port }) => {
  if (route.kind !== 'Route') return null;
  const termination = valueAt(route.obj.body, '/spec/tls/termination');
  const by = { obj: route.obj, at: '/spec/tls/termination' } as const;
  switch (typeof termination === 'string' ? termination.toLowerCase() : null) {
    case 'reencrypt':
      return { value: 'https', by };
    case 'passthrough':
      return { value: 'client', by };
    case 'edge':
      return { value: clear(port.appProtocol), by };
    case null:
      return byDefault(clear(port.appProtocol));
    default:
      return null;
  }
};

const clear = (appProtocol: string | null | undefined) =>
  appProtocol === 'h2c' || appProtocol === 'kubernetes.io/h2c' ? 'h2c' : 'http';
