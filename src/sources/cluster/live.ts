import type { ApiRead, ReadAnswer } from '../../kube/api-server.ts';
import { type JsonObject, own } from '../../kube/json.ts';
import type { Kind } from '../../kube/kinds.ts';
import type { Obj, Ref } from '../../kube/object.ts';
import type { Api } from './api.ts';
import { listAll } from './list.ts';
import { objectFrom } from './object.ts';
import { pathOf } from './paths.ts';
import type { ApiFailure } from './shapes.ts';

/** A kind and the version in which it is read. */
export interface ServedKind {
  readonly kind: Pick<Kind, 'group' | 'kind' | 'plural' | 'namespaced'>;
  readonly version: string;
}

/** Null for a kind that the server does not serve. */
export type FindKind = (group: string, kind: string) => ServedKind | null;

const notServed: ReadAnswer = { is: 'not-served' };

/** Reads objects from the API server that a decision needs beyond the watched ones. Never throws; ends with the signal. */
export function createLive(
  api: Api,
  find: FindKind,
  within: number,
): { read(read: ApiRead, signal: AbortSignal): Promise<ReadAnswer> } {
  async function get(ref: Ref, signal: AbortSignal): Promise<ReadAnswer> {
    const served = find(ref.group, ref.kind);
    if (served === null || (served.kind.namespaced && ref.namespace === null)) return notServed;
    const namespace = served.kind.namespaced ? ref.namespace : null;
    const path = pathOf(served.kind, served.version, { namespace, name: ref.name });
    const reply = await api.json(path, { signal, within });
    if (reply.is === 'failed') {
      // A missing object is answered with a Status; a missing kind is not.
      if (reply.status === 404 && own(reply.body, 'reason') === 'NotFound')
        return { is: 'read', objects: [] };
      return answerFor(reply);
    }
    const obj = objectFrom(reply.value, served.kind, served.version);
    return typeof obj === 'string' ? notAnObject : { is: 'read', objects: [obj] };
  }

  async function list(
    { list: { group, kind }, namespace, selector }: Extract<ApiRead, { list: unknown }>,
    signal: AbortSignal,
  ): Promise<ReadAnswer> {
    const served = find(group, kind);
    if (served === null) return notServed;
    const isPod = group === '' && kind === 'Pod';
    const objects: Obj[] = [];
    let faults = 0;
    const reply = await listAll(
      api,
      pathOf(served.kind, served.version, { namespace: served.kind.namespaced ? namespace : null }),
      {
        limit: isPod && selector !== null ? 1 : page,
        first: isPod && selector !== null,
        query: selector === null ? {} : { labelSelector: selector },
      },
      { signal, within, ...(isPod ? { accept: metadataAlone } : {}) },
      item => {
        const made = objectFrom(item, served.kind, served.version, isPod ? metadataIn : undefined);
        if (typeof made === 'string') faults += 1;
        else objects.push(isPod ? { ...made, opaque: 'partial' } : made);
      },
    );
    if (reply.is === 'failed') return answerFor(reply);
    return faults > 0 ? notAnObject : { is: 'read', objects };
  }

  return { read: (read, signal) => ('get' in read ? get(read.get, signal) : list(read, signal)) };
}

const page = 500;

/** Only metadata: a namespace may have thousands of pods, and their labels are enough. */
const metadataAlone =
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io,application/json';

const metadataIn = ({ apiVersion, kind, metadata }: JsonObject): JsonObject => ({
  ...(apiVersion === undefined ? {} : { apiVersion }),
  ...(kind === undefined ? {} : { kind }),
  ...(metadata === undefined ? {} : { metadata }),
});

const notAnObject: ReadAnswer = { is: 'failed', why: 'the API server sent something that is not an object' };

function answerFor({ status, why }: ApiFailure): ReadAnswer {
  return status === 403 || status === 404 ? notServed : { is: 'failed', why };
}
