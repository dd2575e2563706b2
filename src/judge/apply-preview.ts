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
 * Judges the step from a cluster to one in which the given objects are written: what is broken afterwards by them and on
 * the ways that they are a part of, and what is broken only until the new pods are ready.
 * What stood before, as grave as it is now and on an object that is not given, is a warning at most.
 */
export function previewApply(cluster: Graph, objects: readonly Obj[], evaluator: Evaluator): Evaluation {
  const given = objects.map(withoutStatus);
  const before = evaluate(cluster, evaluator);
  const keys = new Set(given.map(({ ref }) => refKey(ref)));
  const becomes = cluster.changed(given, []);
  // A route that is given and one that stands may lack the same Service: what is given has to answer for it.
  const { given: first = [], other = [] } = Object.groupBy(becomes.store.objects(), ({ ref }) =>
    keys.has(refKey(ref)) ? 'given' : 'other',
  );
  const after = evaluate(becomes, evaluator, [...first, ...other]);
  const concerns = (finding: Finding) => partsOf(finding).some(ref => keys.has(refKey(ref)));
  const stood = new Map(before.findings.map(finding => [identityOf(finding), finding.level]));
  // A label that a template loses breaks a Service of which nothing is given.
  const isNew = (finding: Finding) => !isAsGrave(stood.get(identityOf(finding)), finding.level);
  const lasting = after.findings
    .filter(finding => isNew(finding) || concerns(finding))
    .map(finding =>
      isNew(finding) || keys.has(refKey(finding.at.obj.ref))
        ? finding
        : { ...finding, level: atMost(finding.level, 'warn') },
    );
  const known = new Set([...stood.keys(), ...[...after.findings, ...after.exempt].map(identityOf)]);
  const passing = whileRolling(cluster, given, evaluator).filter(finding => !known.has(identityOf(finding)));
  return {
    findings: [...lasting, ...passing],
    exempt: after.exempt.filter(concerns),
    voided: after.voided.filter(({ finding }) => concerns(finding)),
  };
}

/** What was read from a cluster and is written again tells of what was there before. */
function withoutStatus(obj: Obj): Obj {
  if (obj.opaque !== null || !Object.hasOwn(obj.body, 'status')) return obj;
  const { status: _, ...body } = obj.body as JsonObject;
  return { ...obj, body };
}

/** False of what was less before: a route that is given and leads to it makes it what it is. */
const isAsGrave = (before: Level | undefined, level: Level) =>
  before !== undefined && atMost(level, before) === level;

/** Every object that the finding speaks of. */
const partsOf = ({ at, evidence, routes, chain }: Finding): readonly Ref[] => [
  at.obj.ref,
  ...routes,
  ...[...evidence, ...chain.links].map(({ ref }) => ref),
];

/**
 * What is broken until the new pods are ready: a Service and a policy take effect when they are written, and those who
 * serve until then are the pods that there are.
 */
function whileRolling(cluster: Graph, given: readonly Obj[], evaluator: Evaluator): readonly Finding[] {
  const atOnce = given.filter(obj => !isWorkload(obj) || isRecreated(obj));
  if (atOnce.length === 0 || atOnce.length === given.length) return [];
  const empty = given.map(({ ref }) => ref).filter(ref => isWithoutPods(ref, cluster));
  const { findings } = evaluate(cluster.changed(atOnce, empty), evaluator);
  // Old pods need not come through a start, a stop or a rollout any more: they come to their end in this one.
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
      // What would mend it for the old pods would break it for the new ones.
      fix: null,
    }));
}

/** Its old pods have gone before the new ones come; rollout-drops-capacity tells the outage that this is. */
const isRecreated = (obj: Obj) =>
  isWorkload(obj) && obj.opaque === null && obj.body.spec?.strategy?.type === 'Recreate';

function isWithoutPods(ref: Ref, cluster: Graph): boolean {
  const obj = storedIn(cluster, ref);
  return obj !== null && isWorkload(obj) && obj.opaque === null && isScaledToZero(obj, cluster.query());
}

const endsAtService = ({ chain: { broken, links } }: Finding) => broken !== null && broken >= links.length;

const storedIn = ({ store }: Graph, ref: Ref): Obj | null => store.lookup(indexKey.object(ref))[0] ?? null;

/** Whether pods of a Service on the way answered one of its routes: what nobody was answered before is no outage. */
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
