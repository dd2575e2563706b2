import type { Graph } from '../../graph/index/graph.ts';
import type { Body } from '../../kube/kinds/define.ts';
import { type Obj, type Ref, sameRef } from '../../kube/object.ts';
import { isOneRelease, type ReleaseMark, releaseMarkOf } from '../../kube/release.ts';
import { isOwned } from '../../kube/workload.ts';
import type { Finding } from '../../rule.ts';

/** A kind that the API server serves and that was not read to its end. */
export interface Unread {
  readonly kind: string;
  /** In a word, without a value of an object. */
  readonly why: string;
}

/** What one look at the whole cluster found. */
export interface Scanned {
  readonly is: 'scanned';
  readonly findings: readonly Finding[];
  readonly exempt: readonly Finding[];
  /** Those that may be one half of a change whose other half has not come. */
  readonly halves: readonly PossibleHalf[];
  /** Of exemptions that do not count, the findings that they name. */
  readonly voided: readonly Finding[];
  /** Objects that were read, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** What is not found is no news where some of it was not looked at. */
  readonly unread: readonly Unread[];
}

/** Nothing could be read. */
export interface Unscanned {
  readonly is: 'unscanned';
  readonly why: string;
}

/** Reads the cluster and judges it; ends soon after the signal. */
export type ScanOnce = (signal: AbortSignal) => Promise<Scanned | Unscanned>;

/** A contradiction between two objects of one release: admission lets the first half of a change in, and waits. */
export interface PossibleHalf {
  readonly finding: Finding;
  readonly release: ReleaseMark;
  /** The object at the other side of the contradiction. */
  readonly other: Ref;
}

/** Each finding that two objects of one release make together. */
export function possibleHalves(findings: readonly Finding[], graph: Graph): readonly PossibleHalf[] {
  const query = graph.query();
  return findings.flatMap(finding => {
    if (finding.level !== 'deny') return [];
    const { obj } = finding.at;
    const release = releaseMarkOf(obj);
    if (release === null) return [];
    for (const { ref, of } of finding.evidence) {
      if (of !== 'fault' || sameRef(ref, obj.ref)) continue;
      const found = query.get<Obj<Body>>(ref);
      if (found.is !== 'found' || !isOneRelease(obj, found.value)) continue;
      // A pod has the mark from its template, and no release writes it.
      if (!isOwned(found.value)) return [{ finding, release, other: ref }];
    }
    return [];
  });
}
