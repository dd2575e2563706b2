import { isScaledToZero } from '../graph/chain/replicas.ts';
import { backendsTo } from '../graph/chain/routing.ts';
import { workloadsOf } from '../graph/chain/selection.ts';
import type { Graph } from '../graph/index/graph.ts';
import { indexKey } from '../graph/index/index-keys.ts';
import type { JsonObject } from '../kube/json.ts';
import { type Obj, type Ref, refKey, sameRef } from '../kube/object.ts';
import { isService } from '../kube/service.ts';
import { isTransient, isWorkload } from '../kube/workload.ts';
import { breaksSteadily } from '../routes/failure.ts';
import { atMost, type Finding, identityOf, type Level } from '../rule.ts';
import { type Evaluation, type Evaluator, evaluate } from './evaluate.ts';

/**
 * Judges applying the given objects to a cluster: the findings of the objects and of their chains afterwards, and the
 * faults that last only until the new pods are ready.
 * A finding that existed before at the same level, on an object that is not given, is at most a warning.
 */
export function previewApply(cluster: Graph, objects: readonly Obj[], evaluator: Evaluator): Evaluation {
  const given = objects.map(withoutStatus);
  const before = evaluate(cluster, evaluator);
  const keys = new Set(given.map(({ ref }) => refKey(ref)));
  const becomes = cluster.changed(given, []);
  // A given and a present route may lack the same Service: the finding must be on the given route.
  const { given: first = [], other = [] } = Object.groupBy(becomes.store.objects(), ({ ref }) =>
    keys.has(refKey(ref)) ? 'given' : 'other',
  );
  const after = evaluate(becomes, evaluator, [...first, ...other]);
  const concerns = (finding: Finding) => partsOf(finding).some(ref => keys.has(refKey(ref)));
  const levelBefore = new Map(before.findings.map(finding => [identityOf(finding), finding.level]));
  // A given template that loses a label may break a Service that is not given.
  const isNew = (finding: Finding) => !isAsGrave(levelBefore.get(identityOf(finding)), finding.level);
  const lasting = after.findings
    .filter(finding => isNew(finding) || concerns(finding))
    .map(finding =>
      isNew(finding) || keys.has(refKey(finding.at.obj.ref))
        ? finding
        : { ...finding, level: atMost(finding.level, 'warn') },
    );
  const known = new Set([...levelBefore.keys(), ...[...after.findings, ...after.exempt].map(identityOf)]);
  const passing = whileRolling(cluster, given, evaluator).filter(finding => !known.has(identityOf(finding)));
  return {
    findings: [...lasting, ...passing],
    exempt: after.exempt.filter(concerns),
    voided: after.voided.filter(({ finding }) => concerns(finding)),
  };
}

/** Drops the status of an object that was read from a cluster: the status describes the former state. */
function withoutStatus(obj: Obj): Obj {
  if (obj.opaque !== null || !Object.hasOwn(obj.body, 'status')) return obj;
  const { status: _, ...body } = obj.body as JsonObject;
  return { ...obj, body };
}

/** Whether the finding had at least that level before. A given route that leads to its object may raise the level. */
const isAsGrave = (before: Level | undefined, level: Level) =>
  before !== undefined && atMost(level, before) === level;

/** Every object of the finding. */
const partsOf = ({ at, evidence, routes, chain }: Finding): readonly Ref[] => [
  at.obj.ref,
  ...routes,
  ...[...evidence, ...chain.links].map(({ ref }) => ref),
];

/**
 * The faults until the new pods are ready: a Service and a NetworkPolicy take effect at once, and the old pods serve
 * until then.
 */
function whileRolling(cluster: Graph, given: readonly Obj[], evaluator: Evaluator): readonly Finding[] {
  const atOnce = given.filter(obj => !isWorkload(obj) || isRecreated(obj));
  if (atOnce.length === 0 || atOnce.length === given.length) return [];
  const empty = given.map(({ ref }) => ref).filter(ref => isWithoutPods(ref, cluster));
  const { findings } = evaluate(cluster.changed(atOnce, empty), evaluator);
  // Old pods are replaced by this rollout, so start, stop and rollout faults do not apply to them.
  return findings
    .filter(finding => finding.level === 'deny' && breaksSteadily(finding.when) && cutsOff(finding, cluster))
    .map(finding => ({
      ...finding,
      cause: `${finding.cause}|rollout`,
      message: `${finding.message}; ${
        endsAtService(finding)
          ? 'so it is until the new pods are ready'
          : 'these are the pods that serve until the rollout is over'
      }`,
      when: 'until the rollout is over',
      symptoms: finding.symptoms.map(symptom => ({ ...symptom, when: 'until the rollout is over' })),
      // A fix for the old pods would break the new ones.
      fix: null,
    }));
}

/** Whether the old pods end before the new ones start; rollout-drops-capacity reports that outage. */
const isRecreated = (obj: Obj) =>
  isWorkload(obj) && obj.opaque === null && obj.body.spec?.strategy?.type === 'Recreate';

function isWithoutPods(ref: Ref, cluster: Graph): boolean {
  const obj = storedIn(cluster, ref);
  return obj !== null && isWorkload(obj) && obj.opaque === null && isScaledToZero(obj, cluster.query());
}

const endsAtService = ({ chain: { broken, links } }: Finding) => broken !== null && broken >= links.length;

const storedIn = ({ store }: Graph, ref: Ref): Obj | null => store.lookup(indexKey.object(ref))[0] ?? null;

/** Whether pods of a Service on the chain served one of the routes before: only then is the fault an outage. */
function cutsOff({ chain, routes }: Finding, cluster: Graph): boolean {
  const query = cluster.query();
  return chain.links.some(({ ref }) => {
    const service = storedIn(cluster, ref);
    if (service === null || !isService(service) || service.opaque !== null) return false;
    const { backends } = backendsTo(service, null, query);
    return (
      backends.some(({ route }) => routes.some(broken => sameRef(broken, route.obj.ref))) &&
      workloadsOf(service, query).yes.some(
        workload => !isTransient(workload) && !isScaledToZero(workload, query),
      )
    );
  });
}
