import { isAuxiliary, isInjected } from '../../src/graph/chain/port-doubt.ts';
import type { Container } from '../../src/kube/kinds/pod-template.ts';
import { formatRef } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import { podSpecAt, type ReadableWorkload } from '../../src/kube/workload.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';
import { type Binding, bindingsOf, isLoopback, portOption } from './bindings.ts';

interface Data {
  readonly workload: string;
  readonly container: string;
  readonly title: string;
  readonly port: number;
  /** Whether a readinessProbe calls the port from outside of the pod, and so fails. */
  readonly isProbed: boolean;
}

export default defineRule({
  id: 'listens-on-loopback',
  summary: 'the process listens on the loopback address of the pod alone',
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check({ workload, owner, arrivals }, query): Iterable<Found<Data>> {
    if (owner === null) return;
    const { container, list, index } = owner;
    const bindings = bindingsOf(container);
    if (!bindings.some(({ host }) => isLoopback(host))) return;
    for (const port of new Set(arrivals.map(({ podPort }) => podPort))) {
      const meant = bindings.filter(binding => isFor(binding, port, container));
      const [binding] = meant;
      if (binding === undefined || !meant.every(({ host }) => isLoopback(host))) continue;
      const place: Pointer = `${podSpecAt(workload)}/${list}/${index}`;
      const at: Pointer = `${place}${binding.at}`;
      const isProbed = asksFromOutside(container, port);
      const injected = isInjected(workload, query);
      const isExact = (binding.port ?? portOption(container)) === port || declaresOneAtMost(container);
      yield {
        at: { obj: workload, at },
        key: `${container.name ?? ''}:${port}`,
        data: {
          workload: formatRef(workload.ref),
          container: container.name ?? '',
          title: binding.title,
          port,
          isProbed,
        },
        failure: isProbed ? 'no-endpoint' : 'refused',
        when: 'always',
        // A probe that would fail is a sign that something else makes the process listen elsewhere.
        certainty: binding.sure && isExact && !isProbed && !injected ? 'likely' : 'unknown',
        // The proxy of a mesh may forward to the loopback address.
        limit: !isExact || injected || !binding.sure ? 'audit' : undefined,
        broken: 'container',
        evidence: [
          evidence('fault', workload, at),
          evidence('fault', workload, `${place}/ports`),
          ...arrivals.map(({ service }) => evidence('routing', service, '/spec/selector')),
        ],
        fix: listenEverywhere(workload, at, binding),
      };
    }
  },

  say({ workload, container, title, port, isProbed }) {
    const listens = `container "${container}" of ${workload} listens on the loopback address alone: "${title}"`;
    return isProbed
      ? `${listens}, so its readinessProbe does not reach port ${port}, and the pods are never ready`
      : `${listens}, so no proxy reaches port ${port} of its pods`;
  },
});

/** Whether the address may be that of the port: it has the number, or no number, and no option says another one. */
function isFor(binding: Binding, port: number, container: Container): boolean {
  const number = binding.port ?? portOption(container);
  return number === null || number === port;
}

function declaresOneAtMost({ ports }: Container): boolean {
  return (ports ?? []).filter(port => protocolOf(port) === 'TCP' && !isAuxiliary(port)).length <= 1;
}

/** The kubelet sends httpGet and tcpSocket to the pod's address unless the probe has a host. */
function asksFromOutside({ readinessProbe, ports }: Container, port: number): boolean {
  const handler = readinessProbe?.httpGet ?? readinessProbe?.tcpSocket;
  if (handler == null || handler.host) return false;
  const named = (ports ?? []).find(({ name }) => name === handler.port)?.containerPort;
  return handler.port === port || named === port;
}

/** A fix that listens on all addresses; undefined where the text does not hold the address as it is read. */
function listenEverywhere(
  workload: ReadableWorkload,
  path: Pointer,
  { text, host }: Binding,
): Fix | undefined {
  const at = text.toLowerCase().indexOf(host);
  if (at === -1 || text.toLowerCase().indexOf(host, at + 1) !== -1) return undefined;
  const all = host.startsWith('[') ? '[::]' : host === '::1' ? '::' : '0.0.0.0';
  return {
    safety: 'suggestion',
    title: `Listen on ${all}, so that proxies reach the port`,
    on: workload.ref,
    operations: [
      { op: 'test', path, value: text },
      { op: 'replace', path, value: text.slice(0, at) + all + text.slice(at + host.length) },
    ],
    creates: [],
  };
}
