import { own } from '../../src/kube/json.ts';
import type { Container, PodSpec, Probe } from '../../src/kube/kinds/pod-template.ts';
import { join, type Pointer } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import type { Maybe } from '../../src/kube/schema.ts';
import { isParametric } from '../../src/kube/text.ts';
import {
  anyOf,
  oneOf,
  portName,
  portNumber,
  portOrName,
  protocols,
  type ValueFault,
  within,
} from '../../src/kube/value-faults.ts';

/** Source: ValidatePodTemplateSpec and what it calls, pkg/apis/core/validation. */
export function* podFaults(spec: PodSpec, at: Pointer): Iterable<ValueFault> {
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      yield* containerFaults(container, join(at, list, index));
    }
  }
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    yield* initFaults(container, join(at, 'initContainers', index));
  }
}

function* containerFaults(container: Container, at: Pointer): Iterable<ValueFault> {
  yield* portsFaults(container, at);
  for (const field of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
    yield* probeFaults(container[field], `${at}/${field}`, field);
  }
  for (const hook of ['postStart', 'preStop'] as const) {
    yield* handlerFaults(container.lifecycle?.[hook], `${at}/lifecycle/${hook}`, hookHandlers);
  }
  yield* within(`${at}/lifecycle/preStop/sleep/seconds`, container.lifecycle?.preStop?.sleep?.seconds, 0);
  // On an older Kubernetes a container has no restartPolicy; no Kubernetes has other values than these.
  yield* oneOf(`${at}/restartPolicy`, container.restartPolicy, ['Always', 'OnFailure', 'Never']);
}

function* portsFaults(container: Container, at: Pointer): Iterable<ValueFault> {
  const names = new Set<string>();
  for (const [index, port] of (container.ports ?? []).entries()) {
    const place = join(at, 'ports', index);
    yield* portNumber(`${place}/containerPort`, port.containerPort);
    if (port.hostPort !== 0) yield* portNumber(`${place}/hostPort`, port.hostPort);
    yield* oneOf(`${place}/protocol`, protocolOf(port), protocols);
    yield* portName(`${place}/name`, port.name);
    if (!port.name || isParametric(port.name)) continue;
    if (names.has(port.name)) {
      yield {
        at: `${place}/name`,
        says: `is "${port.name}", which an earlier port of the container has too`,
      };
    }
    names.add(port.name);
  }
}

/** Only a native sidecar among the init containers may have probes and hooks. */
function* initFaults(container: Container, at: Pointer): Iterable<ValueFault> {
  if (container.restartPolicy === 'Always' || isParametric(container.restartPolicy ?? '')) return;
  for (const field of ['startupProbe', 'readinessProbe', 'livenessProbe', 'lifecycle'] as const) {
    if (container[field] == null) continue;
    yield {
      at: `${at}/${field}`,
      says: 'is there, and an init container has one only with restartPolicy "Always"',
    };
  }
}

const probeHandlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const hookHandlers = ['exec', 'httpGet', 'tcpSocket', 'sleep'];
const seconds = [
  'initialDelaySeconds',
  'periodSeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function* probeFaults(probe: Maybe<Probe>, at: Pointer, field: string): Iterable<ValueFault> {
  if (probe === null || probe === undefined) return;
  yield* handlerFaults(probe, at, probeHandlers);
  yield* portOrName(`${at}/httpGet/port`, probe.httpGet?.port);
  yield* portOrName(`${at}/tcpSocket/port`, probe.tcpSocket?.port);
  yield* portOrName(`${at}/grpc/port`, probe.grpc?.port);
  yield* oneOf(`${at}/httpGet/scheme`, probe.httpGet?.scheme, ['HTTP', 'HTTPS']);
  // SetDefaults_Probe reads a 0 as an absent value, so only lower values are refused.
  for (const name of seconds) yield* within(`${at}/${name}`, probe[name], 0);
  const { successThreshold } = probe;
  if (field === 'readinessProbe' || successThreshold == null || successThreshold < 2) return;
  yield { at: `${at}/successThreshold`, says: `is ${successThreshold}, and that of a ${field} is 1` };
}

/** Reads JSON, because the schema does not have every handler. */
function* handlerFaults(holder: unknown, at: Pointer, known: readonly string[]): Iterable<ValueFault> {
  if (holder === null || holder === undefined) return;
  const written = known.filter(name => own(holder, name) != null);
  if (written.length === 0) yield { at, says: `has no handler: ${anyOf(known)} fits` };
  else if (written.length > 1)
    yield { at, says: `has ${written.length} handlers, and only one of ${anyOf(written)} fits` };
}
