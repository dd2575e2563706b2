import type { Dialect } from '../dialect.ts';
import { byDefault, byKind, setting, stated } from '../upstreams.ts';

const prefixes = ['haproxy-ingress.github.io/', 'ingress.kubernetes.io/'];
const keys = (name: string) => prefixes.map(prefix => `${prefix}${name}`);
const words: Readonly<Record<string, 'http' | 'https' | 'h2c' | 'h2' | 'fastcgi'>> = {
  h1: 'http',
  http: 'http',
  'h1-ssl': 'https',
  https: 'https',
  h2: 'h2c',
  grpc: 'h2c',
  'h2-ssl': 'h2',
  grpcs: 'h2',
  fcgi: 'fastcgi',
};

/** pkg/converters/ingress/annotations/backend.go, buildBackendProtocol: another word is HTTP/1. */
export const upstream: Dialect['upstream'] = byKind(({ route, service }) => {
  const secure = stated([service, route.obj], ...keys('secure-backends'));
  const word = stated([service, route.obj], ...keys('backend-protocol'));
  if (word !== null) {
    const value = words[word.text.toLowerCase()];
    if (value === undefined) return { value: 'http', by: null, missed: word.by };
    if (value !== 'http') return { value, by: word.by };
  }
  return secure?.text === 'true' ? { value: 'https', by: secure.by } : byDefault('http');
});

export const speak: Dialect['speak'] = (protocol, { route, service }) =>
  route.kind === 'Ingress'
    ? setting(
        service,
        'haproxy-ingress.github.io/backend-protocol',
        { http: 'h1', https: 'h1-ssl', h2c: 'h2', h2: 'h2-ssl' },
        protocol,
      )
    : null;
