import type { Json } from '../../kube/json.ts';
import type { BackendTlsPolicyBody } from '../../kube/kinds/backend-tls-policy.ts';
import type { Labels } from '../../kube/kinds/metadata.ts';
import type { Container } from '../../kube/kinds/pod-template.ts';
import type { ServicePort } from '../../kube/kinds/service.ts';
import type { Obj, ReadableObj, Ref } from '../../kube/object.ts';
import type { Operation, Pointer } from '../../kube/pointer.ts';
import type { ReadableService } from '../../kube/service.ts';
import type { IngressPath } from '../ingress/paths.ts';
import type { Backend, Route } from '../route.ts';
import type { ValueForm } from './values.ts';

/**
 * What a controller reads and does, as an executable model: data with sources, and pure functions where the controller
 * has logic. Rules and the comparison of two routes ask it; nothing that depends on a controller is in a rule.
 */
export interface Dialect {
  /** The annotations that the controller reads, by their full keys. A prefix alone says nothing of a key. */
  readonly annotations: readonly AnnotationFact[];
  /** Prefixes of other controllers' keys that another program behind the same class may read. */
  readonly mayAlsoRead: readonly string[];
  /** Why the controller does not serve the Service; null where it does, or where its sources were not read. */
  refuses(to: BackendService): Refusal | null;
  /** What the load balancer itself asks of the pods; null where it asks nothing, or where that is not known. */
  healthCheck(to: CheckedContainer): HealthCheck | null;
  /** Values of the route's annotations that the controller takes, and that do not work alone or together. */
  configFaults(route: Route): readonly ConfigFault[];
  /** What becomes of a canary beside the other Ingresses of its host; null where it is none to the controller. */
  canary(canary: IngressPath, mains: readonly IngressPath[]): CanaryState | null;
  /** What the proxy speaks to the pods; null where the controller's sources were not read. */
  upstream(to: Upstream): Effective<UpstreamProtocol> | null;
  /**
   * Seconds for which the proxy keeps an idle connection to a pod and sends further requests on it; null where it does
   * not reuse connections in a way that fails, or where the number is not known.
   */
  upstreamIdleSeconds(route: Route): number | null;
  /** Whether the port of an Ingress backend may be the targetPort of a Service port, too. */
  readonly takesTargetPort: boolean;
  /** Whether the proxies belong to Istio's mesh by themselves, and so speak its mutual TLS. */
  readonly isOfIstio: boolean;
  /** The change that makes the proxy speak that protocol; null where more than one object could be changed. */
  speak(protocol: UpstreamProtocol, to: Upstream): Change | null;
}

export interface ConfigFault {
  /**
   * `breaks-reload`: the proxy refuses its whole configuration, so the controller changes nothing any more.
   * `denies-location`: the controller answers the paths of the route itself. `no-effect`: the value does nothing.
   */
  readonly is: 'breaks-reload' | 'denies-location' | 'no-effect';
  readonly key: string;
  /** Completes `"key" of Ingress shop/web is "value", `. */
  readonly says: string;
  /** The keys of the route's other annotations on which it rests. */
  readonly because: readonly string[];
  /** The value that probably fits. */
  readonly repair: string | null;
}

/** One backend of a route, and the Service that it names. */
export interface BackendService {
  readonly route: Route;
  readonly backend: Backend;
  readonly service: ReadableService;
  /** The object that the IngressClass names as its parameters; `unseen` where the graph does not hold that object. */
  readonly parameters: ReadableObj | 'unseen' | null;
}

/** A container behind a backend, with every object that may state what the load balancer asks of it. */
export interface CheckedContainer extends BackendService {
  readonly port: ServicePort;
  readonly podPort: number;
  readonly container: Container;
  readonly readinessGates: readonly Json[];
  /** Null where the Namespace is not known. */
  readonly namespaceLabels: Labels | null;
  /** An object that an annotation names; null where the graph does not hold it. */
  object(ref: Ref): ReadableObj | null;
}

export interface HealthCheck {
  readonly path: string;
  readonly port: number;
  /** The codes of a healthy pod, as in `200` and `200-399`. */
  readonly codes: string;
  /** Completes "it does not take the readinessProbe, …"; null where it takes it. */
  readonly ignores: string | null;
  /** Whether the author states the check, or it is taken from a probe of the container. */
  readonly isStated: boolean;
  /** Whether requests arrive although no pod is healthy. */
  readonly failsOpen: boolean;
  /** The change that makes the load balancer ask for that path on that port of the pods. */
  ask(path: string, port: number): Change & { readonly creates: readonly Json[] };
}

export type CanaryState =
  /** `needsEndpoints`: a main without endpoints answers for the canary, too. */
  | { readonly is: 'merged'; readonly main: IngressPath; readonly needsEndpoints: boolean }
  /** No main has its host and path; `covered` where a shorter path of a main gets its requests. */
  | { readonly is: 'no-main'; readonly covered: boolean }
  | { readonly is: 'path-type'; readonly main: IngressPath }
  | { readonly is: 'own-service'; readonly main: IngressPath };

export interface Refusal {
  /** Completes "which CONTROLLER does not serve: …". */
  readonly why: string;
  /** `likely` where a flag of the controller may change it, `unknown` where no source was read. */
  readonly certainty: 'proven' | 'likely' | 'unknown';
  readonly limit: 'warn' | 'audit' | null;
  /** The values on which it rests. */
  readonly by: readonly Field[];
  readonly change: Change | null;
}

/** One backend of a route, with every object that may state how its proxy speaks to the pods. */
export interface Upstream extends Omit<BackendService, 'parameters'> {
  readonly port: ServicePort;
  /** The BackendTLSPolicies of the Service's namespace. */
  readonly tlsPolicies: readonly ReadableObj<BackendTlsPolicyBody>[];
}

/** `h2` is HTTP/2 over TLS, `h2c` HTTP/2 in the clear. `client` passes the client's own bytes on. */
export type UpstreamProtocol = 'http' | 'https' | 'h2c' | 'h2' | 'fastcgi' | 'client';

export const isTls = (protocol: UpstreamProtocol): boolean => protocol === 'https' || protocol === 'h2';

/** A value that the controller uses, and the field that states it; null for the controller's default. */
export interface Effective<T> {
  readonly value: T;
  readonly by: Field | null;
  /** A field that was meant to state it, and does not reach the backend. */
  readonly missed?: Field;
}

export interface Field {
  readonly obj: Obj;
  readonly at: Pointer;
}

/** A change of one object, or a new one. */
export interface Change {
  readonly title: string;
  readonly on: Obj;
  readonly operations: readonly Operation[];
}

export type AnnotatedKind =
  | 'Ingress'
  | 'Service'
  | 'Route'
  | 'HTTPProxy'
  | 'IngressClass'
  | 'Namespace'
  /** No annotation: a key of the controller's ConfigMap, which people write on an Ingress. */
  | 'ConfigMap';

/** What an annotation sets. Two annotations of one effect stand for each other across controllers. */
export type Effect =
  | 'protocol'
  | 'timeout'
  | 'body-size'
  | 'buffers'
  | 'retries'
  | 'health-check'
  | 'canary'
  | 'rewrite'
  | 'redirect'
  | 'affinity'
  | 'limits'
  | 'auth'
  | 'headers'
  | 'load-balancing'
  | 'backend'
  | 'class'
  | 'other';

export interface AnnotationFact {
  readonly key: string;
  /** The kinds of objects on which the controller reads the key. */
  readonly on: readonly AnnotatedKind[];
  readonly effect: Effect;
  readonly value: ValueForm;
  /** What the controller does with a text that it cannot read: `default` uses the default, as if the key were absent. */
  readonly unreadable: Unreadable;
  /** Seconds for a timeout; null where the default depends on the configuration, or was not looked up. */
  readonly default: number | string | null;
  /** For a timeout: what it limits. */
  readonly waits?: Wait;
  /** File and version, or page. Null for a fact that was not verified: nothing above info rests on it. */
  readonly source: string | null;
}

/** `response` is the time until the pod answers, or between two parts of its answer. */
export type Wait = 'response' | 'send' | 'connect' | 'tunnel' | 'other';

export type Unreadable = 'default' | 'route-rejected' | 'other-meaning' | 'unknown';

/** Facts of one source, with what most of them share. */
export function annotationsOf(
  prefix: string,
  shared: Pick<AnnotationFact, 'on' | 'unreadable' | 'source'>,
  facts: Readonly<
    Record<string, Pick<AnnotationFact, 'effect' | 'value'> & Partial<Omit<AnnotationFact, 'key'>>>
  >,
): readonly AnnotationFact[] {
  return Object.entries(facts).map(([key, fact]) => ({
    key: `${prefix}${key}`,
    default: null,
    ...shared,
    ...fact,
  }));
}

/** The fact of the key on an object of that kind; null where the controller does not read it there. */
export function factOf(dialect: Dialect, key: string, kind: string): AnnotationFact | null {
  return factsOf(dialect, key).find(fact => fact.key === key && fact.on.some(one => one === kind)) ?? null;
}

/** The facts of the key, in upper or lower case: Traefik does not tell them apart. */
export function factsOf({ annotations }: Dialect, key: string): readonly AnnotationFact[] {
  let facts = byKey.get(annotations);
  if (facts === undefined) {
    facts = Map.groupBy(annotations, fact => fact.key.toLowerCase());
    byKey.set(annotations, facts);
  }
  return facts.get(key.toLowerCase()) ?? [];
}

/** The key without its prefix. */
export const nameOfKey = (key: string): string => key.slice(key.indexOf('/') + 1);

/** Kept, because every annotation of an input is looked up in every dialect. */
const byKey = new WeakMap<readonly AnnotationFact[], ReadonlyMap<string, readonly AnnotationFact[]>>();
