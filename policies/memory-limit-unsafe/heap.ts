import { commandLine, runs } from '../../src/kube/command-line.ts';
import type { Container } from '../../src/kube/kinds/pod-template.ts';
import type { Pointer } from '../../src/kube/pointer.ts';

/** The largest heap that a runtime is told to use, and where. */
export interface Heap {
  readonly bytes: number;
  /** `-Xmx2g`. */
  readonly title: string;
  /** The field, from the container on. */
  readonly at: Pointer;
}

/**
 * Null where no option is seen. The command line comes before the variables, and of several options in one text the last
 * one counts. Sources: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html (-Xmx, JDK_JAVA_OPTIONS);
 * JVM TI (JAVA_TOOL_OPTIONS); https://nodejs.org/api/cli.html (--max-old-space-size in MiB, NODE_OPTIONS).
 */
export function heapOf(container: Container): Heap | null {
  const words = commandLine(container);
  const isJava = runs(words, /^java$/);
  const isNode = runs(words, /^node$/);
  const told = words.flatMap(({ text, list, index }) => {
    const heap = (isJava ? javaHeap(text) : null) ?? (isNode ? nodeHeap(text) : null);
    return heap === null ? [] : { ...heap, at: `/${list}/${index}` as const };
  });
  return told.at(-1) ?? fromVariables(container);
}

/** In the order in which they count: those that the runtime reads, then those that start scripts read. */
const javaVariables = [
  'JDK_JAVA_OPTIONS',
  'JAVA_TOOL_OPTIONS',
  'JAVA_OPTS',
  'JAVA_OPTIONS',
  'CATALINA_OPTS',
  'JVM_OPTS',
  'ES_JAVA_OPTS',
  'LS_JAVA_OPTS',
  'KAFKA_HEAP_OPTS',
];

function fromVariables({ env }: Container): Heap | null {
  for (const wanted of [...javaVariables, 'NODE_OPTIONS']) {
    const index = (env ?? []).findLastIndex(({ name }) => name === wanted);
    const value = env?.[index]?.value;
    if (value == null) continue;
    const heaps = value
      .split(/\s+/)
      .flatMap(text => (wanted === 'NODE_OPTIONS' ? nodeHeap(text) : javaHeap(text)) ?? []);
    const last = heaps.at(-1);
    if (last !== undefined) return { ...last, at: `/env/${index}/value` };
  }
  return null;
}

const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

function javaHeap(text: string): Omit<Heap, 'at'> | null {
  const match = /^(?:-Xmx|-XX:MaxHeapSize=)(\d+)([kmgt]?)$/i.exec(text);
  if (match === null) return null;
  return { bytes: Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 1), title: text };
}

function nodeHeap(text: string): Omit<Heap, 'at'> | null {
  const match = /^--max[-_]old[-_]space[-_]size=(\d+)$/.exec(text);
  return match === null ? null : { bytes: Number(match[1]) * 2 ** 20, title: text };
}
