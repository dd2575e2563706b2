import { spawn } from 'node:child_process';
import type { Json } from '../../src/kube/json.ts';

export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Telling {
  readonly env: NodeJS.ProcessEnv;
  /** Goes to standard input. */
  readonly text?: string;
  readonly seconds?: number;
}

/** Runs a program to its end and returns its output. */
export function told(
  file: string,
  args: readonly string[],
  { env, text = '', seconds = 60 }: Telling,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, timeout: seconds * 1000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part;
    });
    child.once('error', reject);
    child.once('close', code => resolve({ code, stdout, stderr }));
    // The program may end before it has read its input.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}

/** YAML documents with `---` first: after JSON kubectl accepts no second document. */
export const documents = (values: readonly Json[]) =>
  values.map(one => `---\n${JSON.stringify(one)}\n`).join('');
