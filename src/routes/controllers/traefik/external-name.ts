import { isExternalName } from '../../../kube/service.ts';
import { formatPort } from '../../route.ts';
import type { BackendService, Refusal } from '../dialect.ts';
import { externalNameRefused } from '../external-name.ts';

const byDefault = externalNameRefused('allowExternalNameServices is off by default');

/**
 * pkg/provider/kubernetes/ingress/kubernetes.go, loadService: first the port must be one of the Service's, and then the
 * provider's flag must allow the type.
 */
export function refuses(to: BackendService): Refusal | null {
  const { backend, service } = to;
  const { port } = backend;
  if (!isExternalName(service) || (port.by !== 'number' && port.by !== 'name')) return byDefault(to);
  const ports = service.body.spec?.ports ?? [];
  if (ports.some(one => (port.by === 'number' ? one.port === port.number : one.name === port.name)))
    return byDefault(to);
  return {
    why: `its type is "ExternalName", and spec.ports has no port ${formatPort(port)}`,
    certainty: 'likely',
    limit: 'warn',
    by: [
      { obj: service, at: '/spec/type' },
      { obj: service, at: '/spec/ports' },
    ],
    change: null,
  };
}
