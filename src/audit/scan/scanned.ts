import type { Graph } from '../../graph/index/graph.ts';
import type { Body } from '../../kube/kinds/define.ts';
import { type Obj, type Ref, sameRef } from '../../kube/object.ts';
import { isOneRelease, type ReleaseMark, releaseMarkOf } from '../../kube/release.ts';
import { isOwned } from '../../kube/workload.ts';
import type { Finding } from '../../rule.ts';

/** A kind that the API server serves and that was not read completely. */
export interface Unread {
  readonly kind: string;
  /** A short reason, without values of an object. */
  readonly why: string;
}

/** The result of one scan of the whole cluster. */
export interface Scanned {
  readonly is: 'scanned';
  readonly findings: readonly Finding[];
  readonly exempt: readonly Finding[];
  /** Findings that may be the first half of a change, whose second half is still missing. */
  readonly halves: readonly PossibleHalf[];
  /** The findings that invalid exemptions name. */
  readonly voided: readonly Finding[];
  /** The number of objects that were read, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** While `unread` is not empty, an absent finding does not mean that it is fixed. */
  readonly unread: readonly Unread[];
}

/** No kind could be read. */
export interface Unscanned {
  readonly is: 'unscanned';
  readonly why: string;
}

/** Reads and judges the cluster; ends soon after the signal aborts. */
export type ScanOnce = (signal: AbortSignal) => Promise<Scanned | Unscanned>;

/** A contradiction between two objects of one release. Admission admits the first half of a change and waits for the second. */
export interface PossibleHalf {
  readonly finding: Finding;
  readonly release: ReleaseMark;
  /** The object on the other side of the contradiction. */
  readonly other: Ref;
}

/** The findings that two objects of one release cause together. */
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
      // A pod has the mark from its template; no release writes pods.
      if (!isOwned(found.value)) return [{ finding, release, other: ref }];
    }
    return [];
  });
}
