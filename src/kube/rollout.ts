import type { IntOrString } from './schema.ts';

/**
 * An absolute number, or a percentage of the replicas, rounded as the workload's controller rounds.
 * Null for a text that is not a percentage: the API server refuses it.
 * Source: GetScaledValueFromIntOrPercent, apimachinery/pkg/util/intstr.
 */
export function scaled(value: IntOrString, replicas: number, round: 'up' | 'down'): number | null {
  if (typeof value === 'number') return value;
  const match = /^([0-9]+)%$/.exec(value);
  if (match === null) return null;
  const exact = (Number(match[1]) * replicas) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/** Whether a 0 is written; getIntOrPercentValue reads "0%" as 0. */
export function isZero(value: IntOrString | null | undefined): boolean {
  return value === 0 || (typeof value === 'string' && /^0+%$/.test(value));
}

/** The number of pods that a rolling update may take away and add at once. */
export interface RolloutStep {
  readonly unavailable: number;
  readonly surge: number;
}

/**
 * A Deployment's step: unavailable rounded down, surge up; where both come to 0, one pod is taken away.
 * Absent values are 25%. Source: ResolveFenceposts and MaxUnavailable, pkg/controller/deployment/util.
 */
export function deploymentStep(
  maxUnavailable: IntOrString | null | undefined,
  maxSurge: IntOrString | null | undefined,
  replicas: number,
): RolloutStep | null {
  const surge = scaled(maxSurge ?? '25%', replicas, 'up');
  const unavailable = scaled(maxUnavailable ?? '25%', replicas, 'down');
  if (surge === null || unavailable === null) return null;
  const least = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { unavailable: Math.min(least, replicas), surge };
}
