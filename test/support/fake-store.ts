import { kinds } from '../../src/kube/kinds.ts';

export type Body = Record<string, unknown> & { metadata: Record<string, unknown> };

export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly [field: string]: unknown;
}

export interface Resource {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
  readonly namespaced: boolean;
}

export interface Event {
  readonly resource: string;
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Body;
}

export const keyOf = ({ group, plural }: Pick<Resource, 'group' | 'plural'>) => `${plural}.${group}`;

const plain = (group: string, kind: string, plural: string): Resource => ({
  group,
  kind,
  plural,
  versions: ['v1'],
  namespaced: true,
});

/** The kinds of the table that are custom resources. */
const isCustom = ({ group }: Pick<Resource, 'group'>) =>
  /\.(k8s\.io|sh|io)$/.test(group) && !builtIn.has(group);
const builtIn = new Set(['networking.k8s.io', 'discovery.k8s.io']);

export const custom: readonly Resource[] = kinds.filter(isCustom);

/** The store of an API server: objects, and the changes since the last compaction. */
export function createFakeStore() {
  const resources = new Map<string, Resource>(
    [
      ...kinds.filter(kind => !isCustom(kind)),
      plain('', 'ConfigMap', 'configmaps'),
      plain('apps', 'ControllerRevision', 'controllerrevisions'),
      plain('coordination.k8s.io', 'Lease', 'leases'),
    ].map(one => [keyOf(one), one]),
  );
  const objects = new Map<string, Map<string, Body>>();
  const listeners = new Set<(event: Event) => void>();
  let events: Event[] = [];
  let version = 1000;
  let oldest = 0;

  const of = (key: string) => {
    const known = objects.get(key) ?? new Map<string, Body>();
    objects.set(key, known);
    return known;
  };
  const resourceOf = (apiVersion: string, kind: string): Resource => {
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    const found = [...resources.values()].find(one => one.group === group && one.kind === kind);
    if (found === undefined) throw new Error(`the fake serves no ${apiVersion} ${kind}`);
    return found;
  };
  const nameOf = ({ metadata }: Body) => `${metadata.namespace ?? ''}/${metadata.name}`;

  function tell(resource: string, type: Event['type'], object: Body): void {
    const event = { resource, version, type, object };
    events.push(event);
    for (const listener of listeners) listener(event);
  }

  return {
    resources,
    /** Creates or updates, and returns the stored object. */
    put(body: Written): Body {
      const resource = resourceOf(body.apiVersion, body.kind);
      const key = keyOf(resource);
      const given = structuredClone(body) as unknown as Body;
      const before = of(key).get(nameOf(given));
      version += 1;
      const metadata = {
        uid: before?.metadata.uid ?? `uid-${version}`,
        ...given.metadata,
        resourceVersion: `${version}`,
        managedFields: [{ manager: 'fake', operation: 'Update', fieldsV1: { 'f:spec': {} } }],
      };
      const object: Body = { ...given, metadata };
      of(key).set(nameOf(object), object);
      tell(key, before === undefined ? 'ADDED' : 'MODIFIED', object);
      return object;
    },
    remove(apiVersion: string, kind: string, namespace: string | null, name: string): void {
      const key = keyOf(resourceOf(apiVersion, kind));
      const object = of(key).get(`${namespace ?? ''}/${name}`);
      if (object === undefined) return;
      of(key).delete(`${namespace ?? ''}/${name}`);
      version += 1;
      tell(key, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: `${version}` } });
    },
    addKind(resource: Resource): void {
      resources.set(keyOf(resource), resource);
    },
    /** Removes a kind as the deletion of its CRD does: its objects first. */
    removeKind(resource: Pick<Resource, 'group' | 'plural'>): void {
      const key = keyOf(resource);
      for (const object of of(key).values()) {
        version += 1;
        tell(key, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: `${version}` } });
      }
      objects.delete(key);
      resources.delete(key);
    },
    list: (key: string, namespace: string | null) =>
      [...of(key).values()].filter(({ metadata }) => namespace === null || metadata.namespace === namespace),
    get: (key: string, namespace: string | null, name: string) => of(key).get(`${namespace ?? ''}/${name}`),
    /** The changes after a version; null where they were compacted. */
    since: (key: string, from: number): readonly Event[] | null =>
      from < oldest ? null : events.filter(event => event.resource === key && event.version > from),
    /** Drops all changes: no watch can continue from an older version. */
    compact(): void {
      version += 1;
      oldest = version;
      events = [];
    },
    listen(listener: (event: Event) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

export type FakeStore = ReturnType<typeof createFakeStore>;
