import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { onPath } from './binaries.ts';
import { builtByGo, type GoPrograms, type Say } from './go-programs.ts';

export type FoundHelm =
  | { readonly is: 'found'; readonly file: string }
  | { readonly is: 'missing'; readonly why: string };

/** The module that pins Helm and cert-manager. */
export const deployPrograms = path.join(import.meta.dirname, 'deploy-programs');

const program: GoPrograms = {
  home: deployPrograms,
  what: 'Helm',
  sources: [],
  targets: ['helm.sh/helm/v4/cmd/helm'],
  names: ['helm'],
  linkFlags: versionOf => [`-X helm.sh/helm/v4/internal/version.version=${versionOf('helm.sh/helm/v4')}`],
};

/** The minor version that `go.mod` pins, such as `v4.2`: a patch release renders the same text. */
export const helmVersion: string = minorOf(
  /^\thelm\.sh\/helm\/v4 (v\S+)/m.exec(fs.readFileSync(path.join(deployPrograms, 'go.mod'), 'utf8'))?.[1] ??
    '',
);

/** The Helm on the PATH if its minor version is the pinned one; else the pinned one, which Go builds once. */
export async function findHelm(say: Say): Promise<FoundHelm> {
  const installed = onPath('helm');
  if (installed !== null && minorOf(versionOf(installed)) === helmVersion)
    return { is: 'found', file: installed };
  const built = await builtByGo(program, say);
  if (built.is === 'found') return { is: 'found', file: path.join(built.folder, 'helm') };
  return { is: 'missing', why: `no Helm ${helmVersion} is on the PATH, and ${built.why}` };
}

/** The full version, such as `v4.2.4`. */
export const versionOf = (helm: string): string =>
  spawnSync(helm, ['version', '--template', '{{.Version}}'], { encoding: 'utf8' }).stdout?.trim() ?? '';

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
