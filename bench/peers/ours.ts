import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Match, Peer, Report } from './peer.ts';

interface Printed {
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly object: { readonly kind: string; readonly name: string };
  }[];
}

const bin = path.join(import.meta.dirname, '../../dist/ingress-policy.js');
const args = ['check', '--profile', 'baseline', '--format', 'json'];

/** Our built command, scored like the peers: a rule must report its own fault. */
export function ours(version: string, rules: readonly string[]): Peer {
  const matches: readonly Match[] = rules.map(rule => ({ rule, check: rule, why: 'itself' }));
  return {
    name: 'ingress-policy',
    title: `ingress-policy ${version}`,
    command: `ingress-policy ${args.join(' ')} FILE`,
    matches,
    run,
    runDefault: run,
  };
}

function run(file: string): readonly Report[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...args, file], { encoding: 'utf8' });
  if (status === null || stdout === '') throw new Error(`${file}: ${stderr}`);
  const { findings }: Printed = JSON.parse(stdout);
  return findings.map(({ rule, message, object }) => ({
    check: rule,
    message,
    object: `${object.kind}/${object.name}`,
  }));
}
