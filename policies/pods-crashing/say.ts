import { formatRef } from '../../src/kube/object.ts';
import type { ReadableWorkload } from '../../src/kube/workload.ts';
import type { Struck } from './struck.ts';

export interface Data extends Pick<Struck, 'when' | 'is' | 'restarts'> {
  /** `container "web" of Deployment shop/web`. */
  readonly container: string;
  readonly image: string | null;
  readonly said: string;
  readonly reason: string | null;
  readonly exitCode: number | null;
  /** The number of affected pods. */
  readonly struck: number;
  readonly around: Around;
}

interface Around {
  /** The number of the workload's pods, of old and new templates. */
  readonly pods: number;
  readonly ready: number;
  /** No pod is ready, and behind each of the workload's Services pods of other workloads are. */
  readonly isRelieved: boolean;
  /** As many pods are ready as are wanted. */
  readonly isWhole: boolean;
  readonly isStuck: boolean;
}

export function dataOf(workload: ReadableWorkload, struck: Struck, around: Around): Data {
  const { when, is, restarts, seen } = struck;
  // The pod whose trouble is the cause.
  const shown = seen.find(({ trouble }) => trouble.is === is)?.trouble;
  return {
    container: `container "${struck.container}" of ${formatRef(workload.ref)}`,
    when,
    is,
    restarts,
    image: shown?.image ?? null,
    said: shown?.said ?? '',
    reason: shown?.reason ?? null,
    exitCode: shown?.exitCode ?? null,
    struck: seen.length,
    around,
  };
}

export function say(data: Data): string {
  return `${what(data)}${data.when === 'down' ? rest(data.around) : ''}`;
}

function what({
  container,
  when,
  is,
  image,
  said,
  reason,
  exitCode,
  restarts,
  struck,
  around,
}: Data): string {
  const where = `in ${struck} of ${around.pods} ${around.pods === 1 ? 'pod' : 'pods'}`;
  const facts = [
    is === 'out-of-memory' && reason !== 'OOMKilled' ? 'OOMKilled' : '',
    reason === null ? '' : `${reason}${said === '' ? '' : `: ${said}`}`,
    restarts === 0 ? '' : `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`,
    exitCode === null || is === 'image' || is === 'start' ? '' : `last exit code ${exitCode}`,
  ].filter(fact => fact !== '');
  const seen = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  switch (is) {
    case 'crash':
      return when === 'down'
        ? `${container} ends soon after each start ${where}${seen}`
        : `${container} is ready and was started again and again ${where}${seen}`;
    case 'out-of-memory':
      return when === 'down'
        ? `${container} is killed for want of memory ${where}${seen}`
        : `${container} is ready and was killed for want of memory ${where}${seen}`;
    case 'image':
      return `${container} cannot get its image "${image ?? ''}" ${where}${seen}`;
    case 'start':
      return `${container} cannot be started ${where}${seen}`;
    default:
      return is satisfies never;
  }
}

function rest({ ready, isRelieved, isWhole, isStuck }: Around): string {
  const left =
    ready === 0
      ? isRelieved
        ? ', and none of its pods is ready; others answer behind the same Service'
        : ', and no pod is ready'
      : isWhole
        ? `; ${ready === 1 ? 'the other pod is' : `${ready} pods are`} ready, as many as it wants`
        : `; ${ready} ${ready === 1 ? 'pod is' : 'pods are'} ready`;
  return `${left}${isStuck ? ', and its rollout is stuck' : ''}`;
}
