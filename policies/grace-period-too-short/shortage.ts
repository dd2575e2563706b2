import type { PlacedContainer } from '../../src/kube/ports.ts';

/** A container whose preStop hook waits. */
export type Delayed = PlacedContainer & { readonly seconds: number; readonly native: boolean };

export type Shortage =
  /** A grace period of 0: no hook and no SIGTERM. */
  | 'zero'
  /** Without any hook, less than 5 s. */
  | 'tiny'
  /** The API server refuses the pod. */
  | 'refused'
  | 'none-left'
  | 'little-left';

/**
 * The shortage that a hook causes in the grace period; null where enough time is left. Source: killContainer of the
 * kubelet, which gives SIGTERM 2 s when preStop has used up the grace period; KEP-4818: a native sleep may equal it.
 */
export function shortageOf(sleep: number, native: boolean, grace: number, drain: number): Shortage | null {
  if (native && sleep > grace) return 'refused';
  if (sleep >= grace) return 'none-left';
  return grace - sleep < drain ? 'little-left' : null;
}
