import { annotationsOf, labelsOf } from './metadata.ts';
import type { Obj } from './object.ts';

export type Tool = 'helm' | 'argocd' | 'flux';

/** The tool and the release that write an object: objects with equal marks belong to one release. */
export interface ReleaseMark {
  readonly tool: Tool;
  readonly release: string;
}

/**
 * The mark that a tool leaves on every object that it writes.
 * Sources: Helm's release annotations; Argo CD's resource tracking, whose id begins with the application; the labels
 * of Flux' kustomize-controller and helm-controller.
 */
export function releaseMarkOf(obj: Obj): ReleaseMark | null {
  const [annotations, labels] = [annotationsOf(obj), labelsOf(obj)];
  const annotation = (key: string) => annotations[key] || null;
  const label = (key: string) => labels[key] || null;

  const flux = label('kustomize.toolkit.fluxcd.io/name') ?? label('helm.toolkit.fluxcd.io/name');
  if (flux !== null) {
    const namespace =
      label('kustomize.toolkit.fluxcd.io/namespace') ?? label('helm.toolkit.fluxcd.io/namespace') ?? '';
    return { tool: 'flux', release: `${namespace}/${flux}` };
  }
  const tracking = annotation('argocd.argoproj.io/tracking-id');
  if (tracking !== null) return { tool: 'argocd', release: tracking.split(':')[0] ?? tracking };
  const helm = annotation('meta.helm.sh/release-name');
  if (helm !== null) {
    return { tool: 'helm', release: `${annotation('meta.helm.sh/release-namespace') ?? ''}/${helm}` };
  }
  const instance = label('argocd.argoproj.io/instance');
  return instance === null ? null : { tool: 'argocd', release: instance };
}

export function isOneRelease(a: Obj, b: Obj): boolean {
  const [markA, markB] = [releaseMarkOf(a), releaseMarkOf(b)];
  return markA !== null && markB !== null && markA.tool === markB.tool && markA.release === markB.release;
}
