import { type Body, type FakeStore, keyOf, type Resource } from './fake-store.ts';

/** The request in a path. */
export interface Asked {
  readonly verb:
    | 'discovery'
    | 'version'
    | 'list'
    | 'watch'
    | 'get'
    | 'create'
    | 'update'
    | 'apply'
    | 'delete';
  /** `services`, `httproutes`; '' for a path without a kind. */
  readonly plural: string;
  readonly resource: Resource | null;
  readonly version: string;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly query: URLSearchParams;
  readonly path: string;
  readonly accept: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export const status = (code: number, reason: string, message: string): Reply => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code },
});

const methods = { POST: 'create', PUT: 'update', PATCH: 'apply', DELETE: 'delete' } as const;

export function parseAsked(method: string, url: string, accept: string, store: FakeStore): Asked {
  const { pathname, searchParams: query } = new URL(url, 'https://fake');
  const none = {
    plural: '',
    resource: null,
    version: '',
    namespace: null,
    name: null,
    query,
    path: pathname,
    accept,
  };
  if (pathname === '/version') return { ...none, verb: 'version' };
  const steps = pathname
    .split('/')
    .filter(step => step !== '')
    .map(decodeURIComponent);
  const [group = '', version = ''] = steps[0] === 'api' ? ['', steps[1]] : steps.slice(1, 3);
  const rest = steps.slice(steps[0] === 'api' ? 2 : 3);
  if (rest.length === 0) return { ...none, verb: 'discovery', version };
  const isWithin = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = isWithin ? (rest[1] ?? null) : null;
  const [plural = '', name = null] = isWithin ? rest.slice(2) : rest;
  const resource = store.resources.get(keyOf({ group, plural })) ?? null;
  const served = resource?.versions.includes(version) === true ? resource : null;
  const write = Object.hasOwn(methods, method) ? methods[method as keyof typeof methods] : null;
  const verb = write ?? (name !== null ? 'get' : query.get('watch') === null ? 'list' : 'watch');
  return { verb, plural, resource: served, version, namespace, name, query, path: pathname, accept };
}

export function discoveryOf({ path, accept }: Asked, store: FakeStore, aggregated: boolean): Reply {
  const all = [...store.resources.values()].filter(({ group }) => group !== '');
  const groups = Map.groupBy(all, ({ group }) => group);
  const versionsIn = (some: readonly Resource[]) => [...new Set(some.flatMap(({ versions }) => versions))];
  const [, , group = '', version = ''] = path.split('/');
  if (group !== '') {
    const some = all.filter(one => one.group === group && one.versions.includes(version));
    if (some.length === 0) return { status: 404, body: '404 page not found\n' };
    const resources = some.map(({ plural, kind, namespaced }) => ({ name: plural, kind, namespaced }));
    return { status: 200, body: { kind: 'APIResourceList', groupVersion: `${group}/${version}`, resources } };
  }
  if (aggregated && accept.includes('APIGroupDiscoveryList')) {
    const items = [...groups].map(([name, some]) => ({
      metadata: { name },
      versions: versionsIn(some).map(version => ({
        version,
        freshness: 'Current',
        resources: some
          .filter(({ versions }) => versions.includes(version))
          .map(({ plural, kind }) => ({ resource: plural, responseKind: { kind } })),
      })),
    }));
    return { status: 200, body: { kind: 'APIGroupDiscoveryList', items } };
  }
  const listed = [...groups].map(([name, some]) => {
    const versions = versionsIn(some).map(version => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions, preferredVersion: versions[0] };
  });
  return { status: 200, body: { kind: 'APIGroupList', groups: listed } };
}

export function getOf({ resource, namespace, name, version }: Asked, store: FakeStore): Reply {
  if (resource === null) return { status: 404, body: '404 page not found\n' };
  const found = store.get(keyOf(resource), namespace, name ?? '');
  if (found === undefined) return status(404, 'NotFound', `${resource.plural} "${name}" not found`);
  return { status: 200, body: asVersion(found, resource, version) };
}

/** The remaining pages of a list, which show one state, by their token. */
export type Pages = Map<string, { readonly rest: readonly Body[]; readonly version: number }>;

export function listOf(asked: Asked, store: FakeStore, pages: Pages): Reply {
  const { resource, namespace, query, version } = asked;
  if (resource === null) return { status: 404, body: '404 page not found\n' };
  const token = query.get('continue');
  const kept = token === null ? null : pages.get(token);
  if (kept === undefined) return status(410, 'Expired', 'The provided continue parameter is too old');
  const selector = pairsIn(query.get('labelSelector'));
  const state = kept ?? {
    rest: store.list(keyOf(resource), namespace).filter(body => carries(body, selector)),
    version: store.version(),
  };
  const limit = Number(query.get('limit') ?? '0') || state.rest.length;
  const rest = state.rest.slice(limit);
  const next = rest.length > 0 ? `page-${pages.size + 1}` : undefined;
  if (next !== undefined) pages.set(next, { rest, version: state.version });
  const isPartial = asked.accept.includes('PartialObjectMetadataList');
  const items = state.rest.slice(0, limit).map(body => {
    if (isPartial)
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: body.metadata };
    // The items of a list lack `apiVersion` and `kind`.
    const { apiVersion: _, kind: __, ...item } = body;
    return item;
  });
  const metadata = { resourceVersion: `${state.version}`, ...(next === undefined ? {} : { continue: next }) };
  const kind = isPartial ? 'PartialObjectMetadataList' : `${resource.kind}List`;
  return { status: 200, body: { kind, apiVersion: version, metadata, items } };
}

export const asVersion = (body: Body, { group }: Resource, version: string): Body => ({
  ...body,
  apiVersion: group === '' ? version : `${group}/${version}`,
});

const pairsIn = (selector: string | null) =>
  selector === null ? [] : selector.split(',').map(pair => pair.split('='));

function carries({ metadata }: Body, pairs: readonly (readonly string[])[]): boolean {
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  return pairs.every(([key = '', value]) => labels[key] === value);
}
