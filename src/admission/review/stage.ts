import { refKey } from '../../kube/object.ts';
import type { Finding } from '../../rule.ts';

/** How far a route gets, by the rule that stops it. Probes and strategies are no position. */
const stages: Readonly<Record<string, number>> = {
  'backend-service-missing': 0,
  'backend-not-permitted': 1,
  'backend-port-missing': 2,
  'service-selects-nothing': 3,
  'service-target-port-missing': 4,
  'network-policy-blocks-ingress': 5,
};

const whole = 6;

/** The stage at which the finding stops a route; null for one that stops none. */
export function stageOf(finding: Finding): number | null {
  return Object.hasOwn(stages, finding.rule) && finding.level !== 'audit'
    ? (stages[finding.rule] ?? null)
    : null;
}

/** Where each route stands that some finding stops; the others are whole. */
export type Positions = ReadonlyMap<string, number>;

export function positionsOf(findings: readonly Finding[]): Positions {
  const positions = new Map<string, number>();
  for (const finding of findings) {
    const stage = stageOf(finding);
    if (stage === null) continue;
    for (const route of finding.routes) {
      const key = refKey(route);
      positions.set(key, Math.min(stage, positions.get(key) ?? whole));
    }
  }
  return positions;
}

export function positionOf(positions: Positions, route: string): number {
  return positions.get(route) ?? whole;
}

/** Whether some route gets further than before and none is set back. */
export function isMending(before: Positions, after: Positions): boolean {
  let further = false;
  for (const route of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [positionOf(before, route), positionOf(after, route)];
    if (is < was) return false;
    further ||= is > was;
  }
  return further;
}
