import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { withLock } from './lock.ts';

/** Programs of a Go module, which pins each dependency with its version and hash. */
export interface GoPrograms {
  /** The folder of `go.mod`. */
  readonly home: string;
  /** The name of the programs in progress messages. */
  readonly what: string;
  /** Further source files besides `go.mod` and `go.sum`; a changed file causes a new build. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Their files. */
  readonly names: readonly string[];
  linkFlags(versionOf: (module: string) => string): readonly string[];
}

export type Built =
  | { readonly is: 'found'; readonly folder: string }
  | { readonly is: 'missing'; readonly why: string };

export type Say = (text: string) => void;

export const cacheHome = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'ingress-policy-e2e',
);

/** The programs of an earlier build or of a new one; never a substitute. Throws for a failed build. */
export async function builtByGo(programs: GoPrograms, say: Say): Promise<Built> {
  const go = spawnSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], {
    cwd: programs.home,
    encoding: 'utf8',
  });
  if (go.error !== undefined) return { is: 'missing', why: 'there is no Go on the PATH' };
  // Go is older than the module requires, and may not download a newer one.
  if (go.status !== 0) return { is: 'missing', why: lastLine(go.stderr) };
  const folder = path.join(cacheHome, keyOf(programs, go.stdout));
  if (!isComplete(folder, programs)) {
    const why = await withLock(`${folder}.lock`, say, programs.what, () =>
      isComplete(folder, programs) ? null : build(programs, folder, say),
    );
    if (why !== null) return { is: 'missing', why };
  }
  return { is: 'found', folder };
}

const isComplete = (folder: string, { names }: GoPrograms) =>
  names.every(name => fs.existsSync(path.join(folder, name)));

/** The key of a build: it depends on the module, the main files and the version of Go. */
function keyOf({ home, sources }: GoPrograms, go: string): string {
  const hash = createHash('sha256').update(go);
  for (const file of ['go.mod', 'go.sum', ...sources]) hash.update(fs.readFileSync(path.join(home, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Null after a build; the reason where the modules are not available. */
async function build(programs: GoPrograms, folder: string, say: Say): Promise<string | null> {
  const { home, what, targets } = programs;
  const began = performance.now();
  const go = (args: readonly string[]) => spawnSync('go', args, { cwd: home, encoding: 'utf8' });
  say(`fetching the Go modules of ${what}, once`);
  const fetched = go(['mod', 'download']);
  if (fetched.status !== 0)
    return `the Go modules of ${path.relative(process.cwd(), home)} cannot be had: ${lastLine(fetched.stderr)}`;
  const versionOf = (module: string) => checked(go(['list', '-m', '-f', '{{.Version}}', module])).trim();
  const flags = programs.linkFlags(versionOf);
  const total = checked(go(['list', '-deps', ...targets]))
    .trim()
    .split('\n').length;
  say(`building ${what}, once: ${total} packages, some minutes`);
  const made = fs.mkdtempSync(`${folder}.`);
  try {
    await compile(programs, made, flags, count =>
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

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;

function checked({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function compile(
  { home, what, targets }: GoPrograms,
  folder: string,
  linkFlags: readonly string[],
  progress: (count: number) => void,
): Promise<void> {
  const flags = [
    ...['-trimpath', '-buildvcs=false', '-v', '-ldflags', ['-s', '-w', ...linkFlags].join(' ')],
    ...['-o', `${folder}/`],
  ];
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
  if (status !== 0) throw new Error(`go build of ${what} failed:\n${said}`);
}
