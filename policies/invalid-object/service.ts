import type { ServiceBody, ServicePort } from '../../src/kube/kinds/service.ts';
import { join, type Pointer } from '../../src/kube/pointer.ts';
import { protocolOf } from '../../src/kube/ports.ts';
import { isParametric } from '../../src/kube/text.ts';
import { oneOf, portNumber, portOrName, protocols, type ValueFault } from '../../src/kube/value-faults.ts';
import { labelMap } from './labels.ts';

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

/** Source: ValidateService and validateServicePort, pkg/apis/core/validation. */
export function* serviceFaults({ spec }: ServiceBody): Iterable<ValueFault> {
  yield* oneOf('/spec/type', spec?.type, types);
  yield* labelMap('/spec/selector', spec?.selector);
  const ports = spec?.ports ?? [];
  if (ports.length === 0 && needsPorts(spec)) yield { at: '/spec/ports', says: 'is missing' };
  for (const [index, port] of ports.entries()) yield* portFaults(port, join('/spec/ports', index));
  yield* nameFaults(ports);
  yield* repeatFaults(ports);
}

/** A headless Service and an ExternalName need no ports. */
function needsPorts(spec: ServiceBody['spec']): boolean {
  const [type, clusterIP] = [spec?.type ?? '', spec?.clusterIP ?? ''];
  return type !== 'ExternalName' && clusterIP !== 'None' && !isParametric(type + clusterIP);
}

function* portFaults(port: ServicePort, at: Pointer): Iterable<ValueFault> {
  yield* portNumber(`${at}/port`, port.port);
  yield* oneOf(`${at}/protocol`, port.protocol, protocols);
  // SetDefaults_Service reads 0 and "" as an absent targetPort.
  if (port.targetPort !== 0 && port.targetPort !== '') yield* portOrName(`${at}/targetPort`, port.targetPort);
  const { name } = port;
  if (!name || isParametric(name)) return;
  // A DNS label, which unlike a container's port name may have 63 characters, only digits, or "--".
  if (name.length > 63) yield { at: `${at}/name`, says: `is "${name}", which is longer than 63 characters` };
  else if (!/^[-a-z0-9]+$/.test(name)) {
    const lowerCase = name.toLowerCase();
    yield {
      at: `${at}/name`,
      says: `is "${name}", which holds characters other than a-z, 0-9 and "-"${/^[-a-z0-9]+$/.test(lowerCase) ? `: "${lowerCase}" fits` : ''}`,
    };
  } else if (/^-|-$/.test(name))
    yield { at: `${at}/name`, says: `is "${name}", which begins or ends with "-"` };
}

function* nameFaults(ports: readonly ServicePort[]): Iterable<ValueFault> {
  const unnamed = ports.findIndex(port => !port.name);
  if (ports.length > 1 && unnamed !== -1) {
    const at = join('/spec/ports', unnamed, 'name');
    yield { at, says: `is missing, and a Service with ${ports.length} ports names each` };
  }
  const seen = new Set<string>();
  for (const [index, { name }] of ports.entries()) {
    if (!name) continue;
    if (seen.has(name))
      yield { at: join('/spec/ports', index, 'name'), says: `is "${name}", which an earlier port has too` };
    seen.add(name);
  }
}

function* repeatFaults(ports: readonly ServicePort[]): Iterable<ValueFault> {
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const what = `port ${port.port} for ${protocolOf(port) || 'TCP'}`;
    if (seen.has(what))
      yield { at: join('/spec/ports', index), says: `repeats ${what}, which an earlier item has` };
    seen.add(what);
  }
}
