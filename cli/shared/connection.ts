import { type Credentials, keepCredentials, loadKubeConfig } from '../../src/sources/cluster/credentials.ts';
import { UsageError } from './usage-error.ts';

/** The choice of a cluster. */
export interface ClusterAt {
  /** Null for kubectl's default files, then a pod's service account. */
  readonly kubeconfig: string | null;
  /** Null for the current context. */
  readonly context: string | null;
}

/** A monotonic clock: a wall clock that is set back would stop repeated requests. */
export const clock = () => performance.now();

/** Sends no request yet. Throws a UsageError where no cluster is configured; `renewal` in milliseconds. */
export function connect({ kubeconfig, context }: ClusterAt, renewal: number) {
  const load = () => loadKubeConfig(kubeconfig, context);
  const config = load();
  if (typeof config === 'string') throw new UsageError(config);
  const credentials: Credentials = keepCredentials(config, load, clock, renewal);
  return { config, credentials };
}
