import type { IngressPath } from '../../ingress/paths.ts';
import { hasFallback, isCanary } from '../../ingress/paths.ts';
import { formatPort } from '../../route.ts';
import type { CanaryState } from '../dialect.ts';

/**
 * kubernetes/ingress-nginx internal/ingress/controller/controller.go (dbb11b9), mergeAlternativeBackends and canMergeBackend:
 * a canary is merged into a path of the same host, path and pathType that has another Service.
 */
export function canaryState(canary: IngressPath, mains: readonly IngressPath[]): CanaryState | null {
  if (!isCanary(canary.route)) return null;
  const path = (one: IngressPath) => one.path || '/';
  const same = mains.filter(main => path(main) === path(canary));
  const own = (main: IngressPath) => upstream(main) === upstream(canary);
  const twin = same.find(own);
  if (twin !== undefined) return { is: 'own-service', main: twin };
  const main = same.find(({ pathType }) => pathType === canary.pathType);
  if (main !== undefined) {
    // The loop ends at a path with the canary's own Service; the age of the Ingresses says which path comes first.
    if (mains.some(own)) return null;
    // rootfs/etc/nginx/lua/balancer.lua, get_balancer: a main without endpoints has no balancer, and so no canary.
    return { is: 'merged', main, needsEndpoints: !hasFallback(main.route) };
  }
  const [other] = same;
  if (other !== undefined) return { is: 'path-type', main: other };
  const covers = (one: IngressPath) => one.pathType !== 'Exact' && path(canary).startsWith(path(one));
  return { is: 'no-main', covered: mains.some(covers) };
}

/** upstreamName: namespace, Service and port. */
function upstream({ backend }: IngressPath): string {
  const { target, port } = backend;
  return target.is === 'service' ? `${target.namespace} ${target.name} ${formatPort(port)}` : '';
}
