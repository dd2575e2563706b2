import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Json } from '../../src/kube/json.ts';

export interface Ran {
  readonly program: string;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the API server passed on, each without `Warning: `. */
  readonly warnings: readonly string[];
}

export interface RunOptions {
  /** Goes to stdin, for `-f -`: several documents, in this order. */
  readonly input?: readonly Json[];
  /** The same as text. */
  readonly text?: string;
  readonly seconds?: number;
}

/** The real kubectl, as one user of one cluster. */
export interface Kubectl {
  (args: readonly string[], options?: RunOptions): Promise<Ran>;
  readonly file: string;
}

export function kubectlOf(file: string, kubeconfig: string, home: string): Kubectl {
  fs.mkdirSync(home, { recursive: true });
  // Nothing of the user's own: not the kubeconfig, not the plug-ins, not the cache.
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  const kubectl = (
    args: readonly string[],
    { input = [], text = documents(input), seconds = 60 }: RunOptions = {},
  ) =>
    new Promise<Ran>((resolve, reject) => {
      const child = spawn(file, args, { env, timeout: seconds * 1000 });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', code =>
        resolve({ program: path.basename(file), code, stdout, stderr, warnings: warningsIn(stderr) }),
      );
      // kubectl may end before it has read all.
      child.stdin.on('error', () => {});
      child.stdin.end(text);
    });
  return Object.assign(kubectl, { file });
}

/** YAML from its first line on: as JSON kubectl would take no second document. */
const documents = (values: readonly Json[]) => values.map(one => `---\n${JSON.stringify(one)}\n`).join('');

const warningsIn = (stderr: string) =>
  stderr
    .split('\n')
    .filter(line => line.startsWith('Warning: '))
    .map(line => line.slice('Warning: '.length));

/** Throws what the program said, where that is a failure. */
export async function checked(ran: Promise<Ran>): Promise<Ran> {
  const done = await ran;
  if (done.code !== 0)
    throw new Error(`${done.program} failed (${done.code}):\n${done.stderr}${done.stdout}`);
  return done;
}

/** What `kubectl get -o json` says. */
export async function got<T>(kubectl: Kubectl, ...args: readonly string[]): Promise<T> {
  return JSON.parse((await checked(kubectl(['get', ...args, '-o', 'json']))).stdout);
}

/** All that the folder holds. */
export const applyFolder = (kubectl: Kubectl, folder: string) =>
  checked(kubectl(['apply', '--server-side', '-f', path.resolve(folder)]));
