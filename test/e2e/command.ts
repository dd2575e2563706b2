import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Json } from '../../src/kube/json.ts';

export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `ingress-policy` as it is released, with a kubeconfig of its own; `input` goes to standard input as documents. */
export function ingressPolicy(
  kubeconfig: string,
  args: readonly string[],
  input: readonly Json[] = [],
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const bin = path.resolve('dist/ingress-policy.js');
    const env = { PATH: process.env.PATH, KUBECONFIG: kubeconfig, NO_COLOR: '1' };
    const child = spawn(process.execPath, [bin, ...args], { env, timeout: 60_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout, stderr }));
    child.stdin.end(input.map(one => `---\n${JSON.stringify(one)}\n`).join(''));
  });
}
