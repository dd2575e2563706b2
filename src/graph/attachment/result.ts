import type { Obj, Ref } from '../../kube/object.ts';
import type { Pointer } from '../../kube/pointer.ts';
import type { Why } from '../index/lookup.ts';

/** The first link of a chain: whether a Gateway, an IngressClass or a router takes the route. */
export interface Attachment {
  /** The field of the route that names its parent. */
  readonly at: Pointer;
  /** The Gateway, ListenerSet or IngressClass; null where the route names none, and for a router of OpenShift. */
  readonly parent: Ref | null;
  /** The requested listener, in words; '' for any. */
  readonly listener: string;
  readonly result: AttachmentResult;
}

export type AttachmentResult =
  | { readonly is: 'attached' }
  | { readonly is: 'unknown'; readonly why: Why }
  | Detached;

export interface Detached {
  readonly is: 'detached';
  /** `proven` where the objects at hand admit no other result; `likely` where the parent may be outside of the input. */
  readonly certainty: 'proven' | 'likely';
  readonly reason: Reason;
  /** The values that contradict each other. */
  readonly faults: readonly { readonly obj: Obj; readonly at: Pointer }[];
  /** The query that came back empty, in words: `Gateway infra/edge`. Null where no object is missing. */
  readonly absent: string | null;
}

/** Why the parent does not take the route. `near` is the only name at hand that differs by a typo. */
export type Reason =
  | { readonly is: 'no-parent' }
  /** `has` holds the names of the parents of that kind in the namespace. */
  | { readonly is: 'parent-missing'; readonly near: string | null; readonly has: readonly string[] }
  | {
      readonly is: 'class-missing';
      readonly gateway: Obj;
      readonly name: string;
      readonly near: string | null;
    }
  | { readonly is: 'set-not-taken'; readonly gateway: Ref; readonly from: string | null }
  | {
      readonly is: 'no-listener';
      readonly sectionName: string | null;
      readonly port: number | null;
      readonly has: readonly string[];
      readonly near: string | null;
    }
  | { readonly is: 'kind'; readonly listener: string; readonly takes: string }
  /** `from` is null where the listener does not state it: the default is `Same`. */
  | { readonly is: 'namespace'; readonly listener: string; readonly from: string | null }
  | {
      readonly is: 'hostname';
      readonly listener: string;
      readonly hostname: string;
      readonly hosts: readonly string[];
    }
  | { readonly is: 'ingress-class-missing'; readonly name: string; readonly near: string | null }
  /** `ignored` is an annotation that looks like a class and that no controller reads. */
  | { readonly is: 'no-default-class'; readonly classes: readonly string[]; readonly ignored: string | null }
  | { readonly is: 'no-router'; readonly routers: readonly string[] };

export const attached: AttachmentResult = { is: 'attached' };
export const undecided = (why: Why): AttachmentResult => ({ is: 'unknown', why });
