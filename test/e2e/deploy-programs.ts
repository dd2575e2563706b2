import path from 'node:path';
import { builtByGo, type GoPrograms, type Say } from './go-programs.ts';
import { deployPrograms, findHelm } from './helm.ts';

/** The programs for the installation; each is null for none, and tests that need it are then skipped. */
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
  /** Null where no program is missing. */
  readonly missing: string | null;
}

const certManager: GoPrograms = {
  home: deployPrograms,
  what: 'cert-manager',
  sources: ['cert-manager-controller/main.go', 'cainjector/main.go'],
  targets: ['./cert-manager-controller', './cainjector'],
  names: ['cert-manager-controller', 'cainjector'],
  linkFlags: () => [],
};

/** Helm from the PATH or from Go, and cert-manager only from Go. */
export async function findDeployPrograms(say: Say): Promise<FoundDeployPrograms> {
  const helm = await findHelm(say);
  const built = await builtByGo(certManager, say);
  return {
    programs: {
      helm: helm.is === 'found' ? helm.file : null,
      certManager: built.is === 'found' ? certManagerIn(built.folder) : null,
    },
    missing:
      helm.is === 'missing' ? helm.why : built.is === 'missing' ? `no cert-manager: ${built.why}` : null,
  };
}

const certManagerIn = (folder: string): CertManager => ({
  controller: path.join(folder, 'cert-manager-controller'),
  cainjector: path.join(folder, 'cainjector'),
});
