import { evaluate, type Judge, type Judgement } from './evaluate.ts';
import type { Graph } from './graph/graph.ts';
import { term } from './graph/terms.ts';
import { type Obj, type Ref, refKey } from './kube/object.ts';
import { isWorkload } from './kube/workload.ts';
import { atMost, type Finding, identityOf } from './rule.ts';

/**
 * Judges the step from a cluster to one in which the given objects are written: what is broken afterwards on the ways
 * that they are a part of, and what is broken only while pods of the old templates still run.
 * What stood so before, on an object that is not given, is a warning at most.
 */
export function judgeStep(cluster: Graph, given: readonly Obj[], judge: Judge): Judgement {
  const before = evaluate(cluster, judge);
  const after = evaluate(cluster.changed(given, []), judge);
  const keys = new Set(given.map(({ ref }) => refKey(ref)));
  const concerns = (finding: Finding) => partsOf(finding).some(ref => keys.has(refKey(ref)));
  const stood = new Set(before.findings.map(identityOf));
  const lasting = after.findings
    .filter(concerns)
    .map(finding =>
      !keys.has(refKey(finding.at.obj.ref)) && stood.has(identityOf(finding))
        ? { ...finding, level: atMost(finding.level, 'warn') }
        : finding,
    );
  const known = new Set([...stood, ...[...after.findings, ...after.exempt].map(identityOf)]);
  const passing = whileRolling(cluster, given, judge).filter(
    finding => concerns(finding) && !known.has(identityOf(finding)),
  );
  return {
    findings: [...lasting, ...passing],
    exempt: after.exempt.filter(concerns),
    voided: after.voided.filter(({ finding }) => concerns(finding)),
  };
}

/** Every object that the finding speaks of. */
const partsOf = ({ at, evidence, routes, chain }: Finding): readonly Ref[] => [
  at.obj.ref,
  ...routes,
  ...[...evidence, ...chain.links].map(({ ref }) => ref),
];

/**
 * What is broken until the new pods are ready: a Service and a policy take effect when they are written, and the pods
 * of the template that was there before serve on for as long as a rollout takes.
 */
function whileRolling(cluster: Graph, given: readonly Obj[], judge: Judge): readonly Finding[] {
  const rolls = (obj: Obj) => isWorkload(obj) && cluster.store.lookup(term.object(obj.ref)).length > 0;
  const atOnce = given.filter(obj => !rolls(obj));
  if (atOnce.length === 0 || atOnce.length === given.length) return [];
  const { findings } = evaluate(cluster.changed(atOnce, []), judge);
  return findings
    .filter(({ level, routes }) => level === 'deny' && routes.length > 0)
    .map(finding => ({
      ...finding,
      cause: `${finding.cause}|rollout`,
      message: `${finding.message}; these are the pods that serve until the rollout is over`,
      when: 'until the rollout is over',
      symptoms: finding.symptoms.map(symptom => ({ ...symptom, when: 'until the rollout is over' })),
      // What would mend it for the old pods would break it for the new ones.
      fix: null,
    }));
}
