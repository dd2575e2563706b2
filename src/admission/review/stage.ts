import { refKey } from '../../kube/object.ts';
import { type Finding, type Stage, stages } from '../../rule.ts';

/** The number of stages that a route passes. A route without a finding that stops it passes all stages. */
const whole = stages.length;

/** The stage at which the finding stops a route; null for a finding that stops none. */
export function stageOf({ chainBreak, level }: Finding): number | null {
  return chainBreak === null || level === 'audit' ? null : numberOf(chainBreak.stage);
}

const numberOf = (stage: Stage) => stages.indexOf(stage);

/** The stages that each stopped route passes, by the route's key. */
export type Stages = ReadonlyMap<string, number>;

export function stagesOf(findings: readonly Finding[]): Stages {
  const reached = new Map<string, number>();
  for (const finding of findings) {
    const stage = stageOf(finding);
    if (stage === null) continue;
    for (const route of finding.routes) {
      const key = refKey(route);
      reached.set(key, Math.min(stage, reached.get(key) ?? whole));
    }
  }
  return reached;
}

export function stageIn(reached: Stages, route: string): number {
  return reached.get(route) ?? whole;
}

/** Whether a route gets further than before and no route is set back. */
export function isMending(before: Stages, after: Stages): boolean {
  let further = false;
  for (const route of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [stageIn(before, route), stageIn(after, route)];
    if (now < old) return false;
    further ||= now > old;
  }
  return further;
}
