import type { Dialect } from '../dialect.ts';
import { byDefault, setting, stated } from '../upstreams.ts';

const prefix = 'alb.ingress.kubernetes.io/';

/** pkg/ingress/model_build_target_group.go: annotations of the Service before those of the Ingress, in upper case. */
export const upstream: Dialect['upstream'] = ({ route, service }) => {
  if (route.kind !== 'Ingress') return null;
  const protocol = stated([service, route.obj], `${prefix}backend-protocol`);
  const version = stated([service, route.obj], `${prefix}backend-protocol-version`);
  const isTls = protocol?.text === 'HTTPS';
  if (version?.text === 'GRPC' || version?.text === 'HTTP2')
    return { value: isTls ? 'h2' : 'h2c', by: version.by };
  return protocol === null ? byDefault('http') : { value: isTls ? 'https' : 'http', by: protocol.by };
};

export const speak: Dialect['speak'] = (protocol, { route }) =>
  protocol === 'h2c'
    ? setting(route.obj, `${prefix}backend-protocol-version`, { h2c: 'GRPC' }, protocol)
    : setting(route.obj, `${prefix}backend-protocol`, { http: 'HTTP', https: 'HTTPS' }, protocol);
