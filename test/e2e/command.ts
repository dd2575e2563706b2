import path from 'node:path';
import process from 'node:process';
import type { Json } from '../../src/kube/json.ts';
import { documents, type Told, told } from './told.ts';

/** The released command. */
export const bin = path.resolve('dist/ingress-policy.js');

/** `ingress-policy` with a kubeconfig of its own; `input` goes to standard input as documents. */
export function ingressPolicy(
  kubeconfig: string,
  args: readonly string[],
  input: readonly Json[] = [],
): Promise<Told> {
  const env = { PATH: process.env.PATH, KUBECONFIG: kubeconfig, NO_COLOR: '1' };
  return told(process.execPath, [bin, ...args], { env, text: documents(input) });
}
