import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Json } from '../../src/kube/json.ts';
import { documents, type Told, told } from './told.ts';

export interface Ran extends Told {
  readonly program: string;
  /** The API server's warnings, without `Warning: `. */
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
  // Without the user's kubeconfig, plug-ins and cache.
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  const kubectl = async (
    args: readonly string[],
    { input = [], text = documents(input), seconds = 60 }: RunOptions = {},
  ): Promise<Ran> => {
    const said = await told(file, args, { env, text, seconds });
    return { program: path.basename(file), ...said, warnings: warningsIn(said.stderr) };
  };
  return Object.assign(kubectl, { file });
}

const warningsIn = (stderr: string) =>
  stderr
    .split('\n')
    .filter(line => line.startsWith('Warning: '))
    .map(line => line.slice('Warning: '.length));

/** Throws the output of a failed program. */
export async function checked(ran: Promise<Ran>): Promise<Ran> {
  const done = await ran;
  if (done.code !== 0)
    throw new Error(`${done.program} failed (${done.code}):\n${done.stderr}${done.stdout}`);
  return done;
}

/** The output of `kubectl get -o json`. */
export async function got<T>(kubectl: Kubectl, ...args: readonly string[]): Promise<T> {
  return JSON.parse((await checked(kubectl(['get', ...args, '-o', 'json']))).stdout);
}

/** Applies all files of the folder. */
export const applyFolder = (kubectl: Kubectl, folder: string) =>
  checked(kubectl(['apply', '--server-side', '-f', path.resolve(folder)]));
