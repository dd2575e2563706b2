import { type Credentials, keepCredentials, loadKubeConfig } from '../../src/sources/cluster/credentials.ts';
import { UsageError } from './usage-error.ts';

/** Which cluster is meant. */
export interface ClusterAt {
  /** Null looks where kubectl does, and then for a pod's service account. */
  readonly kubeconfig: string | null;
  /** Null takes the current one. */
  readonly context: string | null;
}

/** A clock that is never set back: by a wall clock that is, nothing would be asked again. */
export const clock = () => performance.now();

/** Asks for nothing yet. Throws a UsageError where no cluster is meant; `renewal` in milliseconds. */
export function connect({ kubeconfig, context }: ClusterAt, renewal: number) {
  const load = () => loadKubeConfig(kubeconfig, context);
  const config = load();
  if (typeof config === 'string') throw new UsageError(config);
  const credentials: Credentials = keepCredentials(config, load, clock, renewal);
  return { config, credentials };
}
