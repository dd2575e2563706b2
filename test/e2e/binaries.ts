import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The programs of a control plane, by their files. */
export interface Binaries {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
  /** Null where there is none: then Deployments make no ReplicaSets, and what needs these is skipped. */
  readonly controllerManager: string | null;
}

export type Found =
  | { readonly is: 'found'; readonly binaries: Binaries; readonly from: string }
  | { readonly is: 'missing'; readonly why: string };

type Say = (text: string) => void;

const home = path.join(import.meta.dirname, 'control-plane');
const sources = ['go.mod', 'go.sum', 'etcd/main.go'];
const programs = ['kube-apiserver', 'kube-controller-manager', 'kubectl'] as const;
const targets = ['./etcd', ...programs.map(name => `k8s.io/kubernetes/cmd/${name}`)];

export const cacheHome = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'ingress-policy-e2e',
);

/** What `setup-envtest use -p path` names, or what Go builds once; never a stand-in. */
export async function findBinaries(say: Say): Promise<Found> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) return inAssets(assets);
  const go = spawnSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: home, encoding: 'utf8' });
  if (go.status !== 0)
    return { is: 'missing', why: 'KUBEBUILDER_ASSETS names no folder, and there is no Go on the PATH' };
  const folder = path.join(cacheHome, keyOf(go.stdout));
  if (!isComplete(folder)) {
    const fetched = await withLock(`${folder}.lock`, say, () =>
      isComplete(folder) ? null : build(folder, say),
    );
    if (fetched !== null) return { is: 'missing', why: fetched };
  }
  return { is: 'found', binaries: binariesIn(folder), from: folder };
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

const isComplete = (folder: string) =>
  ['etcd', ...programs].every(name => fs.existsSync(path.join(folder, name)));

const onPath = (name: string) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .map(folder => path.join(folder, name))
    .find(file => fs.existsSync(file)) ?? null;

/** Another module, another main or another Go is another set of programs. */
function keyOf(go: string): string {
  const hash = createHash('sha256').update(go);
  for (const file of sources) hash.update(fs.readFileSync(path.join(home, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Null when it is built; why not, where the modules cannot be had. A build that fails is a fault, and thrown. */
async function build(folder: string, say: Say): Promise<string | null> {
  const began = performance.now();
  say('fetching the Go modules of the control plane, once');
  const fetched = go(['mod', 'download']);
  if (fetched.status !== 0)
    return `the Go modules of ${path.relative(process.cwd(), home)} cannot be had: ${lastLine(fetched.stderr)}`;
  const version = checked(go(['list', '-m', '-f', '{{.Version}}', 'k8s.io/kubernetes'])).trim();
  const total = checked(go(['list', '-deps', ...targets]))
    .trim()
    .split('\n').length;
  say(`building Kubernetes ${version} and etcd, once: ${total} packages, some minutes`);
  const made = fs.mkdtempSync(`${folder}.`);
  try {
    await compile(made, version, count =>
      say(`  ${count} of ${total} packages, ${minutes(performance.now() - began)}`),
    );
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(made, folder);
  } finally {
    fs.rmSync(made, { recursive: true, force: true });
  }
  say(`built in ${minutes(performance.now() - began)}, kept in ${folder}`);
  return null;
}

const go = (args: readonly string[]) => spawnSync('go', args, { cwd: home, encoding: 'utf8' });
const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;

function checked({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function compile(folder: string, version: string, progress: (count: number) => void): Promise<void> {
  const flags = ['-trimpath', '-buildvcs=false', '-v', '-ldflags', linkFlags(version), '-o', `${folder}/`];
  const child = spawn('go', ['build', ...flags, ...targets], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let count = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    count += text.split('\n').length - 1;
    said = (said + text).slice(-4000);
  });
  const timer = setInterval(() => progress(count), 30_000);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  }).finally(() => clearInterval(timer));
  if (status !== 0) throw new Error(`go build of the control plane failed:\n${said}`);
}

/** As Kubernetes' own build sets them, so that the programs say which version they are. */
function linkFlags(version: string): string {
  const [major, minor] = version.slice(1).split('.');
  const values = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
  };
  const set = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap(place =>
    Object.entries(values).map(([name, value]) => `-X ${place}.${name}=${value}`),
  );
  return ['-s', '-w', ...set].join(' ');
}

/** Two runs at once build once. The lock of a process that is no more counts for nothing. */
async function withLock<T>(lock: string, say: Say, act: () => T | Promise<T>): Promise<T> {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; !take(lock); waited++) {
    if (waited % 60 === 0) say(`waiting for another run that builds the control plane (${lock})`);
    await sleep(1000);
  }
  try {
    return await act();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(readOrEmpty(lock));
  if (holder > 0 && !isAlive(holder)) fs.rmSync(lock, { force: true });
  return false;
}

function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
