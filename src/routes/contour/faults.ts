import type { HttpProxyBody } from '../../kube/kinds/http-proxy.ts';
import { join } from '../../kube/pointer.ts';
import { portNumber, type ValueFault, within } from '../../kube/value-faults.ts';

/** Source: the schema of the HTTPProxy CRD, apis/projectcontour/v1/httpproxy.go: Service. */
export function* httpProxyFaults({ spec }: HttpProxyBody): Iterable<ValueFault> {
  for (const [index, route] of (spec?.routes ?? []).entries()) {
    for (const [position, service] of (route.services ?? []).entries()) {
      const at = join('/spec/routes', index, 'services', position);
      if (service.name == null) yield { at: join(at, 'name'), says: 'is missing' };
      if (service.port == null) yield { at: join(at, 'port'), says: 'is missing' };
      else yield* portNumber(join(at, 'port'), service.port);
      yield* within(join(at, 'weight'), service.weight, 0);
    }
  }
}
