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

/** What a program that ends by itself says. */
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
    // It may end before it has read all.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}

/** YAML from its first line on: as JSON kubectl would take no second document. */
export const documents = (values: readonly Json[]) =>
  values.map(one => `---\n${JSON.stringify(one)}\n`).join('');
