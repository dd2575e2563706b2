import { replicasOf } from '../../src/graph/chain/replicas.ts';
import { isRoutedWorkload } from '../../src/graph/chain/serving.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { servingContainers } from '../../src/kube/ports.ts';
import { quantityOf } from '../../src/kube/quantity.ts';
import { isTransient, podSpecAt, podSpecOf, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type Heap, heapOf } from './heap.ts';

interface Data {
  readonly workload: string;
  readonly container: string;
  readonly limit: string;
  readonly fault:
    | { readonly is: 'heap'; readonly title: string }
    /** A limit of bytes or less: no process starts. */
    | { readonly is: 'tiny'; readonly bytes: number };
}

/** The least limit of container runtimes: cri-o/cri-o pull request 1722, moby/moby pull request 41168 (6 MiB). */
const least = 4 * 2 ** 20;

export default defineRule({
  id: 'memory-limit-unsafe',
  summary: 'the memory limit is smaller than what the process is told to use',
  subject: 'workload',
  chainBreak: null,
  params: {},

  *check({ workload }, query): Iterable<Found<Data>> {
    if (isTransient(workload) || replicasOf(workload, query).max === 0) return;
    if (!isRoutedWorkload(workload, query)) return;
    for (const { container, list, index } of servingContainers(podSpecOf(workload))) {
      const memory = container.resources?.limits?.memory;
      const bytes = memory == null ? null : quantityOf(memory);
      if (memory == null || bytes === null || bytes <= 0) continue;
      const place: Pointer = `${podSpecAt(workload)}/${list}/${index}`;
      const at: Pointer = `${place}/resources/limits/memory`;
      const about = {
        workload: formatRef(workload.ref),
        container: container.name ?? '',
        limit: String(memory),
      };
      const base = {
        at: { obj: workload, at },
        key: about.container,
        broken: 'container',
        limit: 'warn',
      } as const;
      if (bytes < least) {
        yield {
          ...base,
          data: { ...about, fault: { is: 'tiny', bytes: Math.ceil(bytes) } },
          failure: 'no-endpoint',
          when: 'always',
          certainty: 'likely',
          evidence: [evidence('fault', workload, at)],
          fix: inMebibytes(workload, at, memory),
        };
        continue;
      }
      const heap = heapOf(container);
      if (heap === null || heap.bytes < bytes) continue;
      yield {
        ...base,
        data: { ...about, fault: { is: 'heap', title: heap.title } },
        failure: 'cut-short',
        when: 'whenever a pod runs out of memory',
        certainty: 'likely',
        evidence: [evidence('fault', workload, at), heapEvidence(workload, place, heap)],
      };
    }
  },

  say({ workload, container, limit, fault }) {
    const whose = `container "${container}" of ${workload}`;
    switch (fault.is) {
      case 'heap':
        return `${whose} may use a heap of "${fault.title}", and its memory limit is ${limit}: the kernel ends the process before the heap is full`;
      case 'tiny':
        return `the memory limit of ${whose} is "${limit}", which is ${fault.bytes === 1 ? '1 byte or less' : `${fault.bytes} bytes`}: the container does not start`;
      default:
        return fault satisfies never;
    }
  },
});

const heapEvidence = (workload: ReadableWorkload, place: Pointer, { at }: Heap) =>
  evidence('fault', workload, `${place}${at}`);

/** `512m` is 512 thousandths of a byte, and `512` is 512 bytes: mebibytes are meant. */
function inMebibytes(workload: ReadableWorkload, path: Pointer, memory: number | string): Fix | undefined {
  const [, number] = /^(\d+)m?$/.exec(String(memory)) ?? [];
  if (number === undefined || Number(number) < 16 || Number(number) > 65_536) return undefined;
  return {
    safety: 'suggestion',
    title: `Use ${number}Mi, which is mebibytes`,
    on: workload.ref,
    operations: [
      { op: 'test', path, value: memory },
      { op: 'replace', path, value: `${number}Mi` },
    ],
    creates: [],
  };
}
