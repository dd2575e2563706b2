import type { PlacedContainer } from '../../src/kube/ports.ts';

/** A container whose preStop hook waits. */
export type Delayed = PlacedContainer & { readonly seconds: number; readonly native: boolean };

export type Shortage =
  /** No time at all: no hook, no SIGTERM. */
  | 'zero'
  /** Without any hook, less than 5 s. */
  | 'tiny'
  /** The API server refuses the pod. */
  | 'refused'
  | 'none-left'
  | 'little-left';

/**
 * What a hook leaves of the grace period. Null where it leaves enough. Source: killContainer of the kubelet, which
 * gives SIGTERM 2 s when preStop has used the grace period up; KEP-4818 for a native sleep, which may equal it.
 */
export function shortageOf(sleep: number, native: boolean, grace: number, drain: number): Shortage | null {
  if (native && sleep > grace) return 'refused';
  if (sleep >= grace) return 'none-left';
  return grace - sleep < drain ? 'little-left' : null;
}
