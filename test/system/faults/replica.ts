import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import process from 'node:process';

/** A process of the webhook, as in a pod. */
export interface Replica {
  readonly port: number;
  /** Its log, a line of JSON for each entry. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  isReady(): Promise<boolean>;
  metrics(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface ReplicaOptions {
  readonly kubeconfig: string;
  readonly certDir: string;
}

const bin = path.resolve('dist/ingress-policy.js');

export async function startReplica({ kubeconfig, certDir }: ReplicaOptions): Promise<Replica> {
  const ports = ['--port', '0', '--health-port', '0', '--host', '127.0.0.1'];
  const child = spawn(
    process.execPath,
    [bin, 'serve', '--kubeconfig', kubeconfig, '--cert-dir', certDir, '--shutdown-delay', '1', ...ports],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const lines: Record<string, unknown>[] = [];
  const ended = new Promise<number | string>(resolve =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const listening = await firstListening(child, lines);
  const portOf = (name: string) => Number(/:(\d+)$/.exec(String(listening[name]))?.[1]);
  const health = portOf('health');
  return {
    port: portOf('webhook'),
    lines,
    isReady: async () => (await get(health, '/readyz')).status === 200,
    metrics: async () => (await get(health, '/metrics')).body,
    signal: name => void child.kill(name),
    ended,
  };
}

/** Collects its log lines; returns the first with the listening address. */
function firstListening(
  { stderr }: ChildProcess,
  lines: Record<string, unknown>[],
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    let rest = '';
    stderr?.setEncoding('utf8');
    stderr?.on('data', (part: string) => {
      const whole = (rest + part).split('\n');
      rest = whole.pop() ?? '';
      for (const text of whole) {
        if (!text.startsWith('{')) continue;
        const line = JSON.parse(text) as Record<string, unknown>;
        lines.push(line);
        if (line.what === 'listening') resolve(line);
      }
    });
    stderr?.once('close', () => reject(new Error(`it ended before it listened: ${rest}`)));
  });
}

function get(port: number, where: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise(resolve => {
    const call = http.get({ host: '127.0.0.1', port, path: where }, answer => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    call.once('error', () => resolve({ status: 0, body: '' }));
  });
}
