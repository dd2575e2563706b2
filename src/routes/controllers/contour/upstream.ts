import type { Dialect, UpstreamProtocol } from '../dialect.ts';
import { byDefault, gatewayUpstream, listed, setting, stated } from '../upstreams.ts';

const prefix = 'projectcontour.io/upstream-protocol.';
const words: Readonly<Record<string, UpstreamProtocol>> = { tls: 'https', h2: 'h2', h2c: 'h2c' };
/** internal/dag/accessors.go, upstreamProtocol: any appProtocol makes Contour ignore the annotation. */
const appProtocols: Readonly<Record<string, UpstreamProtocol>> = {
  'kubernetes.io/h2c': 'h2c',
  https: 'https',
};

/** Ports or port names in annotations of the Service. An HTTPProxy states the protocol itself. */
export const upstream: Dialect['upstream'] = to => {
  const { route, service, port } = to;
  if (route.kind === 'HTTPRoute' || route.kind === 'GRPCRoute') return gatewayUpstream(to);
  if (route.kind !== 'Ingress') return null;
  if (port.appProtocol != null) return byDefault(appProtocols[port.appProtocol] ?? 'http');
  for (const [word, value] of Object.entries(words)) {
    const list = stated([service], `${prefix}${word}`);
    if (list !== null && listed(list.text).some(name => name === String(port.port) || name === port.name))
      return { value, by: list.by };
  }
  return byDefault('http');
};

export const speak: Dialect['speak'] = (protocol, { route, service, port }) => {
  const word = Object.keys(words).find(one => words[one] === protocol);
  if (route.kind !== 'Ingress' || word === undefined || port.appProtocol != null) return null;
  const ports = stated([service], `${prefix}${word}`)?.text;
  const list = [...(ports === undefined ? [] : listed(ports)), String(port.port)].join(',');
  return setting(service, `${prefix}${word}`, { [protocol]: list }, protocol);
};
