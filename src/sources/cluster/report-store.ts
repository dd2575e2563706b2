import type { WriteAnswer } from '../../kube/api-server.ts';
import { type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Api } from './api.ts';
import { pathOf } from './paths.ts';
import { type ApiFailure, failure } from './shapes.ts';
import type { Writes } from './writes.ts';

type ReportKind = 'Report' | 'ClusterReport';

const group = 'openreports.io';
const version = 'v1alpha1';
const plurals = { Report: 'reports', ClusterReport: 'clusterreports' } as const;
const label = 'app.kubernetes.io/managed-by=ingress-policy';
const name = 'ingress-policy';
/** Reports per page: a report may have a megabyte. */
const page = 20;

/** Our reports of openreports.io, which all have the same name. Copies the shape in `audit`: rooms do not import each other. */
export function createReportStore(api: Api, writes: Writes, within: number) {
  const place = (kind: ReportKind, namespace: string | null = null) =>
    pathOf({ group, plural: plurals[kind] }, version, { namespace, name });

  return {
    async served(
      signal: AbortSignal,
    ): Promise<{ readonly is: 'served'; readonly kinds: readonly ReportKind[] } | ApiFailure> {
      const reply = await api.json(`/apis/${group}/${version}`, { signal, within });
      if (reply.is === 'failed') return reply.status === 404 ? { is: 'served', kinds: [] } : reply;
      const resources = own(reply.value, 'resources');
      const found = new Set(Array.isArray(resources) ? resources.map(one => own(one, 'name')) : []);
      const kinds = (['Report', 'ClusterReport'] as const).filter(kind => found.has(plurals[kind]));
      return { is: 'served', kinds };
    },
    async list(
      kind: ReportKind,
      each: (report: Json) => Promise<void>,
      signal: AbortSignal,
    ): Promise<{ readonly is: 'listed' } | ApiFailure> {
      const path = pathOf({ group, plural: plurals[kind] }, version);
      let next: string | null = null;
      do {
        const asked = new URLSearchParams({ labelSelector: label, limit: `${page}` });
        if (next !== null) asked.set('continue', next);
        const reply: Awaited<ReturnType<Api['json']>> = await api.json(`${path}?${asked}`, {
          signal,
          within,
        });
        if (reply.is === 'failed') return reply;
        const items = own(reply.value, 'items') ?? [];
        if (!Array.isArray(items)) return failure('the answer is not a list');
        for (const item of items) await each(item);
        const token = own(own(reply.value, 'metadata'), 'continue');
        next = typeof token === 'string' && token !== '' ? token : null;
      } while (next !== null && !signal.aborted);
      return { is: 'listed' };
    },
    async get(kind: ReportKind, namespace: string | null, signal: AbortSignal): Promise<WriteAnswer> {
      const reply = await api.json(place(kind, namespace), { signal, within });
      if (reply.is === 'json') return { is: 'written', value: reply.value };
      return reply.status === 404 ? { is: 'absent', why: reply.why } : reply;
    },
    apply: (kind: ReportKind, namespace: string | null, body: JsonObject, signal: AbortSignal) =>
      writes.apply(place(kind, namespace), body, { signal, within }),
    remove: (kind: ReportKind, namespace: string | null, uid: string, signal: AbortSignal) =>
      writes.remove(place(kind, namespace), uid, { signal, within }),
  };
}
