import { isReadable } from '../../kube/object.ts';
import { isCurrent, isDown } from '../../kube/pod-state.ts';
import { matchesLabels } from '../../kube/selector.ts';
import { type ReadableService, selectorOf } from '../../kube/service.ts';
import { podLabels, type ReadableWorkload } from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { indexPair } from '../index/index-keys.ts';
import { perQuery } from '../index/memo.ts';
import type { Query } from '../index/query.ts';

/** The pods that the workload owns, without finished and terminating ones. A Pod owns itself. */
export function podsOf(workload: ReadableWorkload, query: Query): readonly ReadableWorkload[] {
  return kept(query, workload, () => {
    const { kind, namespace, name } = workload.ref;
    const pods = kind === 'Pod' ? [workload] : query.lookup(collections.podsOf(namespace, kind, name));
    return pods.filter(isReadable).filter(isCurrent);
  });
}

const kept = perQuery<ReadableWorkload, readonly ReadableWorkload[]>();

/** The pods that the EndpointSlice controller finds for the Service, without finished and terminating ones. */
export function podsBehind(service: ReadableService, query: Query): readonly ReadableWorkload[] {
  return behind(query, service, () => findBehind(service, query));
}

const behind = perQuery<ReadableService, readonly ReadableWorkload[]>();

function findBehind(service: ReadableService, query: Query): readonly ReadableWorkload[] {
  const selector = selectorOf(service);
  if (selector === null) return [];
  const { namespace } = service.ref;
  const pair = indexPair(selector);
  const pods = query.lookup(
    pair === null ? collections.pods(namespace) : collections.podsWith(namespace, ...pair),
  );
  return pods
    .filter(isReadable)
    .filter(pod => isCurrent(pod) && matchesLabels(selector, podLabels(pod)) === 'yes');
}

/** Whether a container keeps a pod from being ready. Other faults of the chain may then be its effects. */
export const crashes = (workload: ReadableWorkload, query: Query) => podsOf(workload, query).some(isDown);
