import type { Dialect } from '../dialect.ts';
import { byDefault, setting, stated } from '../upstreams.ts';
import { protocol } from './annotations.ts';

const key = 'nginx.ingress.kubernetes.io/backend-protocol';
const words = {
  HTTP: 'http',
  HTTPS: 'https',
  GRPC: 'h2c',
  GRPCS: 'h2',
  FCGI: 'fastcgi',
  AUTO_HTTP: null,
} as const;

/** internal/ingress/annotations/backendprotocol/main.go: any other word is HTTP. The Service's port and appProtocol change nothing. */
export const upstream: Dialect['upstream'] = ({ route }) => {
  const word = stated([route.obj], key);
  if (word === null) return byDefault('http');
  const read = protocol.parse(word.text);
  if (read === null) return { value: 'http', by: null, missed: word.by };
  const value = words[read as keyof typeof words];
  return value === null ? null : { value, by: word.by };
};

export const speak: Dialect['speak'] = (protocol, { route }) =>
  setting(route.obj, key, { http: 'HTTP', https: 'HTTPS', h2c: 'GRPC', h2: 'GRPCS' }, protocol);
