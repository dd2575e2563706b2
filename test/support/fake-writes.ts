import { jsonEqual } from '../../src/kube/json.ts';
import { type Asked, asVersion, type Reply, status } from './fake-answers.ts';
import { type Body, type FakeStore, keyOf } from './fake-store.ts';

export const writeVerbs = ['create', 'update', 'apply', 'delete'] as const;

/** The last applied body of each object: a field that the next apply omits is removed. */
export type Applied = Map<string, Body>;

/** Stores writes as an API server does, for one field manager. */
export function writeOf(asked: Asked, text: string, store: FakeStore, applied: Applied): Reply {
  const { resource, namespace, version, verb } = asked;
  if (resource === null) return { status: 404, body: '404 page not found\n' };
  const body = JSON.parse(text) as Body;
  const name = asked.name ?? String(body.metadata.name);
  const found = store.get(keyOf(resource), namespace, name);
  const missing = status(404, 'NotFound', `${resource.plural} "${name}" not found`);
  const stored = (one: Body) => {
    const { metadata } = one;
    const kept = store.put({
      ...one,
      apiVersion: resource.group === '' ? version : `${resource.group}/${version}`,
      kind: resource.kind,
      metadata: { ...metadata, name, ...(namespace === null ? {} : { namespace }) },
    });
    return { status: found === undefined ? 201 : 200, body: asVersion(kept, resource, version) };
  };
  const key = `${keyOf(resource)}/${namespace ?? ''}/${name}`;
  switch (verb) {
    case 'create':
      return found === undefined
        ? stored(body)
        : status(409, 'AlreadyExists', `${resource.plural} "${name}" already exists`);
    case 'update': {
      if (found === undefined) return missing;
      const { resourceVersion } = body.metadata;
      return resourceVersion === undefined || resourceVersion === found.metadata.resourceVersion
        ? stored(body)
        : status(409, 'Conflict', `the object "${name}" has been modified`);
    }
    case 'apply': {
      const after = merged(found, applied.get(key), body);
      applied.set(key, body);
      if (found !== undefined && jsonEqual(contentOf(found), contentOf(after)))
        return { status: 200, body: asVersion(found, resource, version) };
      return stored(after);
    }
    case 'delete': {
      if (found === undefined) return missing;
      const { preconditions } = body as unknown as { preconditions?: { uid?: string } };
      if (preconditions?.uid !== undefined && preconditions.uid !== found.metadata.uid)
        return status(409, 'Conflict', `the UID in the precondition (${preconditions.uid}) does not match`);
      applied.delete(key);
      store.remove(String(found.apiVersion), resource.kind, namespace, name);
      return { status: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
    }
    default:
      return status(405, 'MethodNotAllowed', `${verb} is no write`);
  }
}

const contentOf = ({ metadata, ...rest }: Body) => {
  const { resourceVersion: _, managedFields: __, uid: ___, ...others } = metadata;
  return { ...rest, metadata: others };
};

/** Fields are owned as a whole, except that each label and annotation is owned by itself. */
function merged(found: Body | undefined, before: Body | undefined, body: Body): Body {
  const maps = ['labels', 'annotations'].map(field => {
    const [there, was, now] = [found, before, body].map(
      one => (one?.metadata[field] ?? {}) as Record<string, unknown>,
    );
    const others = Object.entries(there ?? {}).filter(([key]) => !Object.hasOwn(was ?? {}, key));
    return [field, { ...Object.fromEntries(others), ...now }] as const;
  });
  const others = Object.entries(found ?? {}).filter(([key]) => !Object.hasOwn(before ?? {}, key));
  return {
    ...Object.fromEntries(others),
    ...body,
    metadata: { ...found?.metadata, ...body.metadata, ...Object.fromEntries(maps) },
  };
}
