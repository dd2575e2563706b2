import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { builtByGo, type GoPrograms, type Say } from './go-programs.ts';

/** The programs of a control plane, by their files. */
export interface Binaries {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
  /** Null for none: Deployments then make no ReplicaSets, and tests that need them are skipped. */
  readonly controllerManager: string | null;
}

export type Found =
  | { readonly is: 'found'; readonly binaries: Binaries; readonly from: string }
  | { readonly is: 'missing'; readonly why: string };

const kubernetes = ['kube-apiserver', 'kube-controller-manager', 'kubectl'] as const;

const controlPlane: GoPrograms = {
  home: path.join(import.meta.dirname, 'control-plane'),
  what: 'the control plane, Kubernetes and etcd',
  sources: ['etcd/main.go'],
  targets: ['./etcd', ...kubernetes.map(name => `k8s.io/kubernetes/cmd/${name}`)],
  names: ['etcd', ...kubernetes],
  linkFlags: versionOf => linkFlags(versionOf('k8s.io/kubernetes')),
};

/** The binaries of `setup-envtest use -p path`, or those that Go builds once; never a substitute. */
export async function findBinaries(say: Say): Promise<Found> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) return inAssets(assets);
  const built = await builtByGo(controlPlane, say);
  if (built.is === 'missing')
    return { is: 'missing', why: `KUBEBUILDER_ASSETS names no folder, and ${built.why}` };
  return { is: 'found', binaries: binariesIn(built.folder), from: built.folder };
}

function inAssets(folder: string): Found {
  const lacking = ['etcd', 'kube-apiserver'].filter(name => !fs.existsSync(path.join(folder, name)));
  if (lacking.length > 0)
    return { is: 'missing', why: `KUBEBUILDER_ASSETS is ${folder}, which has no ${lacking.join(', no ')}` };
  const binaries = binariesIn(folder);
  const isThere = (file: string) => fs.existsSync(file);
  const kubectl = isThere(binaries.kubectl) ? binaries.kubectl : onPath('kubectl');
  if (kubectl === null)
    return { is: 'missing', why: `neither KUBEBUILDER_ASSETS (${folder}) nor the PATH has a kubectl` };
  const manager = binaries.controllerManager ?? '';
  return {
    is: 'found',
    binaries: { ...binaries, kubectl, controllerManager: isThere(manager) ? manager : null },
    from: folder,
  };
}

const binariesIn = (folder: string): Binaries => ({
  etcd: path.join(folder, 'etcd'),
  apiServer: path.join(folder, 'kube-apiserver'),
  kubectl: path.join(folder, 'kubectl'),
  controllerManager: path.join(folder, 'kube-controller-manager'),
});

export const onPath = (name: string) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map(folder => path.join(folder, name))
    .find(file => fs.existsSync(file)) ?? null;

/** The linker flags of Kubernetes' own build, so that the programs report their version. */
function linkFlags(version: string): readonly string[] {
  const [major, minor] = version.slice(1).split('.');
  const values = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
  };
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap(place =>
    Object.entries(values).map(([name, value]) => `-X ${place}.${name}=${value}`),
  );
}
