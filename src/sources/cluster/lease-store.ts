import type { WriteAnswer } from '../../kube/api-server.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Api } from './api.ts';
import { pathOf } from './paths.ts';
import type { Writes } from './writes.ts';

/** One Lease of coordination.k8s.io. */
export function createLeaseStore(
  api: Api,
  writes: Writes,
  within: number,
  { namespace, name }: { readonly namespace: string; readonly name: string },
) {
  const leases = { group: 'coordination.k8s.io', plural: 'leases' };
  const path = pathOf(leases, 'v1', { namespace, name });
  return {
    async read(signal: AbortSignal): Promise<WriteAnswer> {
      const reply = await api.json(path, { signal, within });
      if (reply.is === 'json') return { is: 'written', value: reply.value };
      return reply.status === 404 ? { is: 'absent', why: reply.why } : reply;
    },
    create: (body: JsonObject, signal: AbortSignal): Promise<WriteAnswer> =>
      writes.create(pathOf(leases, 'v1', { namespace }), body, { signal, within }),
    update: (body: JsonObject, signal: AbortSignal): Promise<WriteAnswer> =>
      writes.replace(path, body, { signal, within }),
  };
}
