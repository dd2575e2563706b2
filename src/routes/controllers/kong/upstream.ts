import type { Dialect } from '../dialect.ts';
import { byKind, fromWord, setting, stated } from '../upstreams.ts';

const key = 'konghq.com/protocol';
const words = {
  http: 'http',
  https: 'https',
  grpc: 'h2c',
  grpcs: 'h2',
  ws: 'http',
  wss: 'https',
  tls: null,
  tcp: null,
  tls_passthrough: null,
} as const;

/** internal/dataplane/kongstate/service.go: an annotation of the Service, in lower case; another word is ignored. */
export const upstream: Dialect['upstream'] = byKind(({ service }) =>
  fromWord(stated([service], key), words, 'http'),
);

export const speak: Dialect['speak'] = (protocol, { route, service }) =>
  route.kind === 'Ingress'
    ? setting(service, key, { http: 'http', https: 'https', h2c: 'grpc', h2: 'grpcs' }, protocol)
    : null;
