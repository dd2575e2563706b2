import { type Json, own } from '../../kube/json.ts';
import type { Kind } from '../../kube/kinds.ts';
import type { Api } from './api.ts';
import { type ApiFailure, failure } from './shapes.ts';

/** The served versions of a kind, the preferred one first; empty where the kind is not served. */
export interface Served {
  readonly is: 'served';
  readonly versions: readonly string[];
  /** True where the server did not answer: a list in one of the versions shows which is served. */
  readonly isGuess: boolean;
}

export interface Discovery {
  versionsOf(kind: Kind, signal: AbortSignal): Promise<Served | ApiFailure>;
  /** Drops the cached answer, which was wrong. */
  forget(): void;
}

/** The resources of each version by their plural; null where the version needs a request of its own. */
type Group = Map<string, ReadonlySet<string> | null>;

/** All groups come in one answer since 1.27; an older server answers for each group and version. */
const aggregated = ['v2', 'v2beta1']
  .map(version => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** The kinds that the server serves, cached for `keptFor` milliseconds. */
export function createDiscovery(
  api: Api,
  within: number,
  clock: () => number,
  keptFor: () => number,
): Discovery {
  let known: { readonly groups: ReadonlyMap<string, Group>; readonly until: number } | null = null;
  let pending: Promise<ReadonlyMap<string, Group> | ApiFailure> | null = null;

  async function load(signal: AbortSignal): Promise<ReadonlyMap<string, Group> | ApiFailure> {
    const reply = await api.json('/apis', { signal, within, accept: aggregated });
    if (reply.is === 'failed') return reply;
    const groups = groupsIn(reply.value);
    if (groups === null) return failure('the answer is not a discovery document');
    known = { groups, until: clock() + keptFor() };
    return groups;
  }

  async function groupsOf(signal: AbortSignal): Promise<ReadonlyMap<string, Group> | ApiFailure> {
    if (known !== null && clock() < known.until) return known.groups;
    pending ??= load(signal).finally(() => {
      pending = null;
    });
    return pending;
  }

  async function resourcesOf(path: string, signal: AbortSignal): Promise<ReadonlySet<string> | ApiFailure> {
    const reply = await api.json(path, { signal, within });
    if (reply.is === 'json') return new Set(names(own(reply.value, 'resources'), 'name'));
    return reply.status === 404 ? new Set() : reply;
  }

  return {
    async versionsOf(kind, signal) {
      // The kinds of the core group exist on every server.
      if (kind.group === '') return { is: 'served', versions: kind.versions, isGuess: false };
      const groups = await groupsOf(signal);
      // Where we may not use discovery, a list shows whether the kind is served.
      if ('is' in groups)
        return groups.status === 403 ? { is: 'served', versions: kind.versions, isGuess: true } : groups;
      const group = groups.get(kind.group);
      const versions: string[] = [];
      for (const [version, listed] of group ?? []) {
        const resources = listed ?? (await resourcesOf(`/apis/${kind.group}/${version}`, signal));
        if ('is' in resources) return resources;
        group?.set(version, resources);
        if (resources.has(kind.plural)) versions.push(version);
      }
      return { is: 'served', versions: ordered(versions, kind.versions), isGuess: false };
    },
    forget() {
      known = null;
    },
  };
}

/** The versions that we read, in our order, then the others in the server's order. */
function ordered(served: readonly string[], ours: readonly string[]): readonly string[] {
  const known = ours.filter(version => served.includes(version));
  return [...known, ...served.filter(version => !ours.includes(version))];
}

function groupsIn(value: Json): ReadonlyMap<string, Group> | null {
  switch (own(value, 'kind')) {
    case 'APIGroupDiscoveryList':
      return new Map(
        objects(own(value, 'items')).flatMap(item => {
          const name = own(own(item, 'metadata'), 'name');
          return typeof name === 'string' ? [[name, aggregatedGroup(item)] as const] : [];
        }),
      );
    case 'APIGroupList':
      return new Map(
        objects(own(value, 'groups')).flatMap(item => {
          const name = own(item, 'name');
          return typeof name === 'string' ? [[name, plainGroup(item)] as const] : [];
        }),
      );
    default:
      return null;
  }
}

/** Keeps the server's order of the versions, the preferred one first. */
function aggregatedGroup(item: Json): Group {
  return new Map(
    objects(own(item, 'versions')).flatMap(version => {
      const name = own(version, 'version');
      if (typeof name !== 'string') return [];
      // A `Stale` version's server may be down: its empty list then means nothing.
      const isStale = own(version, 'freshness') === 'Stale';
      return [[name, isStale ? null : new Set(names(own(version, 'resources'), 'resource'))] as const];
    }),
  );
}

function plainGroup(item: Json): Group {
  const preferred = own(own(item, 'preferredVersion'), 'version');
  const versions = names(own(item, 'versions'), 'version');
  const first = versions.filter(version => version === preferred);
  return new Map([...first, ...versions].map(version => [version, null]));
}

const objects = (list: Json | undefined): readonly Json[] => (Array.isArray(list) ? list : []);

const names = (list: Json | undefined, field: string): readonly string[] =>
  objects(list).flatMap(item => {
    const name = own(item, field);
    return typeof name === 'string' ? [name] : [];
  });
