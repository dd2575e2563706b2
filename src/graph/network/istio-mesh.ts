import { own } from '../../kube/json.ts';
import type { PeerAuthenticationBody } from '../../kube/kinds/peer-authentication.ts';
import { isReadable, type ReadableObj } from '../../kube/object.ts';
import { type Pointer, pointer } from '../../kube/pointer.ts';
import { matchesSelector } from '../../kube/selector.ts';
import type { Truth } from '../../kube/truth.ts';
import {
  podAnnotationsWritten,
  podLabels,
  podLabelsWritten,
  podSpecOf,
  type ReadableWorkload,
} from '../../kube/workload.ts';
import { collections } from '../index/collections.ts';
import { namespaceLabels } from '../index/namespaces.ts';
import type { Query } from '../index/query.ts';

export type PeerAuthentication = ReadableObj<PeerAuthenticationBody>;

/** The default of `rootNamespace` in Istio's MeshConfig. */
export const rootNamespace = 'istio-system';

/**
 * Whether a proxy of Istio takes the pod's connections: a sidecar, or ztunnel in ambient mode. Unknown where the
 * Namespace, which decides it, is not known.
 * Sources: istio/istio pkg/kube/inject/inject.go (injectRequired), manifests/charts/istio-control/istio-discovery
 * templates/mutatingwebhook.yaml; https://istio.io/latest/docs/ambient/usage/add-workloads/.
 */
export function isInIstioMesh(workload: ReadableWorkload, query: Query): Truth {
  const spec = podSpecOf(workload);
  if (spec.hostNetwork === true) return 'no';
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  if (containers.some(({ name }) => name === 'istio-proxy')) return 'yes';
  const pod = podLabelsWritten(workload);
  const { namespace } = workload.ref;
  const labels = namespace === null ? null : namespaceLabels(namespace, query);
  const mode = pod['istio.io/dataplane-mode'] ?? labels?.['istio.io/dataplane-mode'];
  if (mode === 'ambient') return 'yes';
  const injects = pod['sidecar.istio.io/inject'];
  if (injects != null) return /^(y|yes|true|on)$/i.test(injects) ? 'yes' : 'no';
  const annotated = podAnnotationsWritten(workload)['sidecar.istio.io/inject'];
  if (annotated != null && !/^(y|yes|true|on)?$/i.test(annotated)) return 'no';
  if (labels === null) return 'unknown';
  const injection = labels['istio-injection'];
  if (injection != null) return injection === 'enabled' ? 'yes' : 'no';
  return labels['istio.io/rev'] != null || pod['istio.io/rev'] != null ? 'yes' : 'no';
}

/** Whether the sidecar leaves the port alone: annotations of the pod, istio.io/latest/docs/reference/config/annotations. */
export function bypassesSidecar(workload: ReadableWorkload, port: number): boolean {
  const annotations = podAnnotationsWritten(workload);
  const listed = (key: string) =>
    annotations[`traffic.sidecar.istio.io/${key}`]?.split(',').map(text => text.trim());
  const included = listed('includeInboundPorts');
  if (included !== undefined && !included.includes('*') && !included.includes(String(port))) return true;
  return (listed('excludeInboundPorts') ?? []).includes(String(port));
}

/** A PeerAuthentication that refuses plain text, and the field that says so. */
export interface Strict {
  readonly policy: PeerAuthentication;
  readonly at: Pointer;
}

/**
 * What refuses plain text on the port of the pods; null where nothing does, or where two policies of one scope differ,
 * of which only the oldest counts. A policy with a selector comes before that of the namespace, and that before that
 * of the root namespace; UNSET is inherited. Source: istio/istio pilot/pkg/security/authn/policy_applier.go
 * (ComposePeerAuthentication).
 */
export function strictPolicyOf(workload: ReadableWorkload, port: number, query: Query): Strict | null {
  const { namespace } = workload.ref;
  const own = policiesIn(namespace, query);
  const root = namespace === rootNamespace ? [] : policiesIn(rootNamespace, query);
  if (own === null || root === null) return null;
  // A policy with a selector in the root namespace counts for no workload.
  const selecting = namespace === rootNamespace ? [] : own.filter(hasSelector);
  const selected = selecting.map(policy => ({
    policy,
    carries: matchesSelector(policy.body.spec?.selector ?? {}, podLabels(workload)),
  }));
  if (selected.some(({ carries }) => carries === 'unknown')) return null;
  const scopes = [
    selected.filter(({ carries }) => carries === 'yes').map(({ policy }) => policy),
    own.filter(policy => !hasSelector(policy)),
    root.filter(policy => !hasSelector(policy)),
  ];
  for (const policies of scopes) {
    const [first, ...others] = policies.map(policy => modeIn(policy, port));
    if (first === undefined) continue;
    if (others.some(({ mode }) => mode !== first.mode)) return null;
    if (first.mode === 'UNSET') continue;
    return first.mode === 'STRICT' ? first : null;
  }
  return null;
}

function policiesIn(namespace: string | null, query: Query): readonly PeerAuthentication[] | null {
  const policies = query.lookup(collections.peerAuthentications(namespace));
  return policies.every(isReadable) ? policies : null;
}

const hasSelector = ({ body }: PeerAuthentication) =>
  Object.keys(body.spec?.selector?.matchLabels ?? {}).length > 0;

/** The mode for the port; a port has a mode of its own only in a policy with a selector. */
function modeIn(policy: PeerAuthentication, port: number): Strict & { readonly mode: string } {
  const { mtls, portLevelMtls } = policy.body.spec ?? {};
  const ofPort = hasSelector(policy) ? own(own(portLevelMtls, String(port)), 'mode') : undefined;
  if (typeof ofPort === 'string' && ofPort !== 'UNSET')
    return { policy, mode: ofPort, at: pointer('spec', 'portLevelMtls', String(port), 'mode') };
  return { policy, mode: mtls?.mode ?? 'UNSET', at: '/spec/mtls/mode' };
}
