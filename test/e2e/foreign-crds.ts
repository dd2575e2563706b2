import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { checked, type Kubectl } from './kubectl.ts';

/** The CRD files in the source folder of each Go module. */
const sources = {
  openReports: {
    module: 'github.com/openreports/reports-api',
    files: ['config/crd/openreports.io_reports.yaml', 'config/crd/openreports.io_clusterreports.yaml'],
  },
  certManager: {
    module: 'github.com/cert-manager/cert-manager',
    files: [
      'deploy/crds/cert-manager.io_certificates.yaml',
      'deploy/crds/cert-manager.io_certificaterequests.yaml',
      'deploy/crds/cert-manager.io_issuers.yaml',
      'deploy/crds/cert-manager.io_clusterissuers.yaml',
    ],
  },
  prometheusOperator: {
    module: 'github.com/prometheus-operator/prometheus-operator',
    files: [
      'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    ],
  },
} as const;

export type ForeignCrds = keyof typeof sources;

const home = path.join(import.meta.dirname, 'foreign-crds');

/** Null where the pinned CRDs are available from the modules' source; else the reason, for `skipIf`. */
export function lackOfForeignCrds(...names: readonly ForeignCrds[]): string | null {
  for (const name of names) {
    const found = folderOf(name);
    if (found.is === 'missing') return found.why;
  }
  return null;
}

/** Installs the CRDs and waits until they are served. Throws where they are not available. */
export async function applyForeignCrds(admin: Kubectl, ...names: readonly ForeignCrds[]): Promise<void> {
  const files = names.flatMap(name => {
    const found = folderOf(name);
    if (found.is === 'missing') throw new Error(found.why);
    return sources[name].files.map(file => path.join(found.folder, file));
  });
  const named = files.flatMap(file => ['-f', file]);
  await checked(admin(['apply', '--server-side', ...named]));
  await checked(admin(['wait', '--for=condition=Established', '--timeout=30s', ...named]));
}

type Folder =
  | { readonly is: 'found'; readonly folder: string }
  | { readonly is: 'missing'; readonly why: string };

function folderOf(name: ForeignCrds): Folder {
  const { module } = sources[name];
  const pinned = new RegExp(`^\\t${module.replaceAll('.', '\\.')} (\\S+)$`, 'm');
  const version = pinned.exec(fs.readFileSync(path.join(home, 'go.mod'), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${home}/go.mod does not name ${module}`);
  const { error, status, stdout, stderr } = spawnSync(
    'go',
    ['mod', 'download', '-json', `${module}@${version}`],
    { cwd: home, encoding: 'utf8' },
  );
  if (error !== undefined) return { is: 'missing', why: `${module}: there is no Go on the PATH` };
  if (status !== 0) return { is: 'missing', why: `${module} ${version} cannot be had: ${stderr || stdout}` };
  return { is: 'found', folder: JSON.parse(stdout).Dir };
}
