import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs until it is stopped; its output goes to a file. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** The exit code or the signal, once it has ended. */
  readonly ended: Promise<string>;
  isRunning(): boolean;
  /** Sends the signal, and kills the program after 20 s. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Set<ChildProcess>();
// No child outlives this process, unless it ends by SIGKILL, which it cannot handle.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Start {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export function startChild(
  name: string,
  file: string,
  args: readonly string[],
  log: string,
  { env, cwd }: Start = {},
): Child {
  const out = fs.openSync(log, 'a');
  const child = spawn(file, args, { stdio: ['ignore', out, out], env: { ...process.env, ...env }, cwd });
  fs.closeSync(out);
  running.add(child);
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => running.delete(child));
  return {
    name,
    pid: child.pid ?? -1,
    log,
    ended,
    isRunning: () => running.has(child),
    async stop(signal = 'SIGTERM') {
      if (!running.has(child)) return;
      child.kill(signal);
      const patience = new AbortController();
      const late = sleep(20_000, 'late', { signal: patience.signal, ref: false }).catch(() => 'ended');
      if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
      patience.abort();
      await ended;
    },
  };
}

/** Waits for the condition; fails with the program's output if the program ends first. */
export async function waitFor(
  what: string,
  isSo: () => Promise<boolean>,
  { child, seconds = 60 }: { readonly child?: Child; readonly seconds?: number } = {},
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    if (child !== undefined && !child.isRunning())
      throw new Error(`${child.name} has ended (${await child.ended}) before ${what}:\n${tail(child.log)}`);
    if (performance.now() > end)
      throw new Error(`no ${what} within ${seconds} s${child === undefined ? '' : `:\n${tail(child.log)}`}`);
    await sleep(100);
  }
}

export const tail = (file: string, lines = 20) =>
  fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');

/** A free port of the loopback. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const at = server.address();
  await new Promise(resolve => server.close(resolve));
  if (at === null || typeof at === 'string') throw new Error('a server that listens on a port has one');
  return at.port;
}
