import { isInjected } from '../../src/graph/chain/port-doubt.ts';
import type { Arrival } from '../../src/graph/chain/subject.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { podSpecAt, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type ServerIdle, serverIdleOf, valueFor } from './server.ts';

interface Data {
  readonly workload: string;
  readonly container: string;
  readonly title: string;
  readonly seconds: number;
  readonly proxy: Proxy;
  readonly doubt: ServerIdle['doubt'];
}

/** The proxy with the longest idle timeout. */
interface Proxy {
  readonly title: string;
  readonly seconds: number;
  /** Whether every controller that may serve the routes keeps connections longer than the server. */
  readonly isSure: boolean;
}

export default defineRule({
  id: 'keep-alive-race',
  summary: 'the server closes idle connections before the proxy does',
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check({ workload, owner, arrivals }, query): Iterable<Found<Data>> {
    if (owner === null || arrivals.every(({ backends }) => backends.length === 0)) return;
    // The proxy of a mesh has connections of its own to the server, and repeats such a request.
    if (isInjected(workload, query)) return;
    const idle = serverIdleOf(owner.container);
    const proxy = idle === null ? null : proxyOf(arrivals, idle.seconds, query);
    if (idle === null || proxy === null) return;
    const at: Pointer = `${podSpecAt(workload)}/${owner.list}/${owner.index}${idle.at}`;
    const container = owner.container.name ?? '';
    const { title, seconds, doubt } = idle;
    const isSure = proxy.isSure && doubt === null;
    yield {
      at: { obj: workload, at },
      key: container,
      data: { workload: formatRef(workload.ref), container, title, seconds, proxy, doubt },
      failure: 'cut-short',
      when: 'for a share of requests',
      certainty: isSure ? 'likely' : 'unknown',
      limit: isSure ? 'warn' : 'audit',
      broken: 'container',
      evidence: [
        evidence('fault', workload, at),
        ...arrivals.map(({ service }) => evidence('routing', service, '/spec/selector')),
      ],
      fix: doubt === null ? keepLonger(workload, at, idle, proxy) : undefined,
    };
  },

  say({ workload, container, title, seconds, proxy, doubt }) {
    const closes = `container "${container}" of ${workload} closes an idle connection after ${seconds} s ("${title}"), and ${proxy.title} may send a request on it for ${proxy.seconds} s`;
    return doubt === null ? closes : `${closes}; the default worker of gunicorn ignores the option`;
  },
});

/** Null where no proxy keeps an idle connection longer than the server. */
function proxyOf(arrivals: readonly Arrival[], server: number, query: Query): Proxy | null {
  const known = arrivals
    .flatMap(({ backends }) => backends)
    .map(({ route }) =>
      controllersOf(route, query).map(({ title, dialect }) => ({
        title,
        seconds: dialect.upstreamIdleSeconds(route),
      })),
    );
  const longer = known.map(candidates =>
    candidates.filter(({ seconds }) => seconds !== null && seconds > server),
  );
  const [longest] = longer.flat().toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
  if (longest?.seconds == null) return null;
  const isSure = known.some(
    (candidates, index) => candidates.length > 0 && candidates.length === longer[index]?.length,
  );
  return { title: longest.title, seconds: longest.seconds, isSure };
}

/** A fix that lets the proxy close first; undefined where the field does not hold the value once. */
function keepLonger(
  workload: ReadableWorkload,
  path: Pointer,
  idle: ServerIdle,
  proxy: Proxy,
): Fix | undefined {
  const { text, value, title } = idle;
  const wanted = valueFor(proxy.seconds + 5, idle);
  const isAlone = text === value;
  if (!isAlone && text.split(title).length !== 2) return undefined;
  const after = isAlone
    ? wanted
    : text.replace(title, () => title.slice(0, title.length - value.length) + wanted);
  return {
    safety: 'suggestion',
    title: `Keep idle connections for ${proxy.seconds + 5} s, longer than ${proxy.title}`,
    on: workload.ref,
    operations: [
      { op: 'test', path, value: text },
      { op: 'replace', path, value: after },
    ],
    creates: [],
  };
}
