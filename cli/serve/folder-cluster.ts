import type { ClusterView } from '../../src/admission/live/cluster-view.ts';
import { inMemoryScope, withNamespace } from '../../src/admission/live/in-memory-cluster.ts';
import { buildGraph, type Graph } from '../../src/graph/index/graph.ts';
import type { Settings } from '../../src/graph/index/query.ts';
import { decode } from '../../src/kube/decode.ts';
import { wantsColor } from '../../src/report/paint.ts';
import { formatProblems } from '../../src/report/text.ts';
import type { ManifestIo } from '../../src/sources/manifests/io.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../src/sources/manifests/read-manifests.ts';
import type { Io } from '../shared/io.ts';
import { UsageError } from '../shared/usage-error.ts';
import { watchFolder } from './folder-watch.ts';

export interface FolderCluster extends ClusterView {
  /** The number of objects in the graph. */
  objects(): number;
  close(): void;
}

/**
 * A folder that stands for the whole cluster. It is read again when a file changes; an unreadable file leaves the graph
 * as it was.
 */
export function openFolderCluster(folder: string, settings: Settings, io: Io): FolderCluster {
  const say = (line: string) => io.stderr.write(`ingress-policy: ${line}\n`);
  const first = read(folder, settings, nodeFs);
  if (first.problems.length > 0) io.stderr.write(inWords(first, io));
  if (first.graph === null) throw new UsageError(`${folder} has errors, so the webhook does not start`);
  let graph = first.graph;
  let count = first.count;

  function reload(): void {
    const next = read(folder, settings, nodeFs);
    if (next.graph === null) {
      io.stderr.write(inWords(next, io));
      say(`${folder} has errors; the last version stays in use, with ${objectsIn(count)}`);
      return;
    }
    graph = next.graph;
    count = next.count;
    say(`${folder} was read again: ${objectsIn(count)}`);
  }

  const watch = watchFolder(folder, {
    changed: reload,
    failed: why => say(`${folder} cannot be watched (${why}); it is read every 10 s`),
  });
  return {
    graph: () => graph,
    isSynced: () => true,
    live: null,
    objects: () => count,
    close: () => watch.close(),
  };
}

export const objectsIn = (count: number) => `${count} object${count === 1 ? '' : 's'}`;

interface Reading {
  /** Null where a part of the folder could not be read. */
  readonly graph: Graph | null;
  readonly count: number;
  readonly problems: Parameters<typeof formatProblems>[0];
}

function read(folder: string, settings: Settings, io: ManifestIo): Reading {
  const { objects, problems } = readManifests([folder], io, {
    // The namespace is set before duplicates are settled: objects with and without it are the same object.
    toObject(value, origin) {
      const obj = decode(value, origin);
      return typeof obj === 'string' ? obj : withNamespace(obj, 'default');
    },
  });
  const isWhole = !problems.some(({ is }) => is === 'error');
  return {
    graph: isWhole ? buildGraph(objects, inMemoryScope, settings) : null,
    count: objects.length,
    problems,
  };
}

const inWords = ({ problems }: Reading, { stderr, env }: Io) =>
  formatProblems(problems, { color: wantsColor(stderr, env), width: 80 });
