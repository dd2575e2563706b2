import type {
  NetworkPolicyBody,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../src/kube/kinds/network-policy.ts';
import { join, type Pointer } from '../../src/kube/pointer.ts';
import { isParametric } from '../../src/kube/text.ts';
import { oneOf, portNumber, portOrName, protocols, type ValueFault } from '../../src/kube/value-faults.ts';
import { selectorFaults } from './labels.ts';

/** Does not check egress rules. Source: ValidateNetworkPolicySpec, pkg/apis/networking/validation. */
export function* policyFaults({ spec }: NetworkPolicyBody): Iterable<ValueFault> {
  yield* selectorFaults('/spec/podSelector', spec?.podSelector);
  for (const [index, type] of (spec?.policyTypes ?? []).entries()) {
    yield* oneOf(join('/spec/policyTypes', index), type, ['Ingress', 'Egress']);
  }
  for (const [index, rule] of (spec?.ingress ?? []).entries()) {
    const at = join('/spec/ingress', index);
    for (const [position, peer] of (rule.from ?? []).entries())
      yield* peerFaults(peer, join(at, 'from', position));
    for (const [position, port] of (rule.ports ?? []).entries())
      yield* portFaults(port, join(at, 'ports', position));
  }
}

function* peerFaults(peer: NetworkPolicyPeer, at: Pointer): Iterable<ValueFault> {
  yield* selectorFaults(`${at}/podSelector`, peer.podSelector);
  yield* selectorFaults(`${at}/namespaceSelector`, peer.namespaceSelector);
  const selects = peer.podSelector != null || peer.namespaceSelector != null;
  if (peer.ipBlock != null && selects) {
    yield { at, says: 'has an ipBlock beside a selector, and it stands alone in an item of its own' };
  } else if (peer.ipBlock == null && !selects) {
    yield { at, says: 'names nobody: "podSelector", "namespaceSelector" or "ipBlock" fits' };
  }
}

function* portFaults({ port, endPort, protocol }: NetworkPolicyPort, at: Pointer): Iterable<ValueFault> {
  yield* oneOf(`${at}/protocol`, protocol, protocols);
  yield* portOrName(`${at}/port`, port);
  if (endPort === null || endPort === undefined) return;
  const place: Pointer = `${at}/endPort`;
  if (typeof port === 'string') {
    if (!isParametric(port))
      yield { at: place, says: `is ${endPort}, and a range begins with a number, not with "${port}"` };
  } else if (port === null || port === undefined) {
    yield { at: place, says: `is ${endPort}, and there is no "port" that the range begins with` };
  } else if (endPort < port) {
    yield { at: place, says: `is ${endPort}, and a range that begins with ${port} ends there or above` };
  } else {
    yield* portNumber(place, endPort);
  }
}
