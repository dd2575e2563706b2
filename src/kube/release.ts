import type { Obj } from './object.ts';
import type { Body } from './types.ts';

export type Tool = 'helm' | 'argocd' | 'flux';

/** Who writes the object, and as part of what: two objects with one mark are written by one release. */
export interface ReleaseMark {
  readonly tool: Tool;
  readonly release: string;
}

/**
 * The mark that the tool leaves on everything that it writes.
 * Sources: Helm's release annotations; Argo CD's resource tracking, whose id begins with the application; the labels
 * of Flux' kustomize-controller and helm-controller.
 */
export function releaseMarkOf(obj: Obj<unknown>): ReleaseMark | null {
  const { metadata } = (obj as Obj<Body>).body;
  const annotation = (key: string) => text(metadata?.annotations, key);
  const label = (key: string) => text(metadata?.labels, key);

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

function text(map: unknown, key: string): string | null {
  if (typeof map !== 'object' || map === null || !Object.hasOwn(map, key)) return null;
  const value: unknown = (map as Record<string, unknown>)[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function isOneRelease(a: Obj<unknown>, b: Obj<unknown>): boolean {
  const [one, other] = [releaseMarkOf(a), releaseMarkOf(b)];
  return one !== null && other !== null && one.tool === other.tool && one.release === other.release;
}
