import { refKey } from '../../kube/object.ts';
import type { Finding } from '../../rule.ts';

/** How far a route gets, by the rule that stops it. Probes and strategies are no position. */
const stageOfRule: Readonly<Record<string, number>> = {
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
  return Object.hasOwn(stageOfRule, finding.rule) && finding.level !== 'audit'
    ? (stageOfRule[finding.rule] ?? null)
    : null;
}

/** Where each route stands that some finding stops; the others are whole. */
export type Stages = ReadonlyMap<string, number>;

export function stagesOf(findings: readonly Finding[]): Stages {
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

export function stageIn(stages: Stages, route: string): number {
  return stages.get(route) ?? whole;
}

/** Whether some route gets further than before and none is set back. */
export function isMending(before: Stages, after: Stages): boolean {
  let further = false;
  for (const route of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [stageIn(before, route), stageIn(after, route)];
    if (is < was) return false;
    further ||= is > was;
  }
  return further;
}
