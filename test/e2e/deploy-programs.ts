import path from 'node:path';
import { onPath } from './binaries.ts';
import { builtByGo, type GoPrograms, type Say } from './go-programs.ts';

/** The programs of whoever installs it, each null where there is none: then what needs it is skipped. */
export interface DeployPrograms {
  readonly helm: string | null;
  readonly certManager: CertManager | null;
}

export interface CertManager {
  readonly controller: string;
  readonly cainjector: string;
}

export interface FoundDeployPrograms {
  readonly programs: DeployPrograms;
  readonly from: string;
  /** Null where nothing is missing. */
  readonly missing: string | null;
}

const programs: GoPrograms = {
  home: path.join(import.meta.dirname, 'deploy-programs'),
  what: 'Helm and cert-manager',
  sources: ['cert-manager-controller/main.go', 'cainjector/main.go'],
  targets: ['./cert-manager-controller', './cainjector', 'helm.sh/helm/v4/cmd/helm'],
  names: ['cert-manager-controller', 'cainjector', 'helm'],
  linkFlags: versionOf => [`-X helm.sh/helm/v4/internal/version.version=${versionOf('helm.sh/helm/v4')}`],
};

/** What Go builds once; in its place a Helm of the PATH. */
export async function findDeployPrograms(say: Say): Promise<FoundDeployPrograms> {
  const built = await builtByGo(programs, say);
  if (built.is === 'found') {
    const at = (name: string) => path.join(built.folder, name);
    const certManager = { controller: at('cert-manager-controller'), cainjector: at('cainjector') };
    return { programs: { helm: at('helm'), certManager }, from: built.folder, missing: null };
  }
  const helm = onPath('helm');
  const lacking = helm === null ? 'neither Helm nor cert-manager' : 'no cert-manager';
  return {
    programs: { helm, certManager: null },
    from: helm ?? 'nowhere',
    missing: `${lacking}: ${built.why}`,
  };
}
