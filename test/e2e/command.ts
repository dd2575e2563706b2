import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Json } from '../../src/kube/json.ts';

export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as it is released. */
export const bin = path.resolve('dist/ingress-policy.js');

/** `ingress-policy` with a kubeconfig of its own; `input` goes to standard input as documents. */
export function ingressPolicy(
  kubeconfig: string,
  args: readonly string[],
  input: readonly Json[] = [],
): Promise<Told> {
  const env = { PATH: process.env.PATH, KUBECONFIG: kubeconfig, NO_COLOR: '1' };
  return told(
    process.execPath,
    [bin, ...args],
    env,
    input.map(one => `---\n${JSON.stringify(one)}\n`).join(''),
  );
}

/** What a program that ends by itself says. */
export function told(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, timeout: 60_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout, stderr }));
    // It may end before it has read all.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
