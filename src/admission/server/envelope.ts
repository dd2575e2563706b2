import { decode } from '../../kube/decode.ts';
import { isJsonObject, type JsonObject, own } from '../../kube/json.ts';
import { isNamespaced, kindOf } from '../../kube/kinds.ts';
import { type Obj, sameRef } from '../../kube/object.ts';
import type { Request } from '../review/context.ts';
import { sameToRules } from '../review/unchanged.ts';
import { type HttpFault, isFault } from './fault.ts';
import { type Review, readReview } from './review.ts';

/** The webhooks, by the last part of their path. */
export const webhooks = ['validate', 'mutate'] as const;
export type Webhook = (typeof webhooks)[number];

/** Why a review is answered with yes without a look at its object. */
export type SkippedEnvelope =
  /** `/scale`, `/status`, `/eviction` and their like: their objects are not what is routed to. */
  | 'subresource'
  /** DELETE and CONNECT. */
  | 'operation'
  | 'kind'
  /** An update of what no rule reads. */
  | 'unchanged'
  /** What is stored cannot be read, so that nothing can be said of what the request changes. */
  | 'old-object';

export type Envelope =
  | {
      readonly is: 'pass';
      readonly review: Review;
      readonly why: SkippedEnvelope;
      readonly warnings: readonly string[];
    }
  | { readonly is: 'request'; readonly review: Review; readonly request: Request };

/** The request in an AdmissionReview: to be judged, let through, or a fault of who sent it. */
export function readEnvelope(body: JsonObject): Envelope | HttpFault {
  const review = readReview(body);
  if (isFault(review)) return review;
  const { request } = review;
  const exclusion = (why: SkippedEnvelope, ...warnings: string[]): Envelope => ({
    is: 'pass',
    review,
    why,
    warnings,
  });
  // Scale of `deployments/scale` is no Deployment, whatever else the request says.
  if (request.subResource) return exclusion('subresource');
  if (request.operation === 'DELETE' || request.operation === 'CONNECT') return exclusion('operation');
  if (!isOurs(request.kind)) return exclusion('kind');
  // Most updates are a controller's, and are let through before they are read.
  if (request.object && request.oldObject && sameToRules(request.object, request.oldObject))
    return exclusion('unchanged');
  const object = objectIn(review, 'object');
  if (isFault(object)) return object;
  const old = request.operation === 'UPDATE' ? objectIn(review, 'oldObject') : null;
  if (old !== null && isFault(old)) {
    if (!isJsonObject(request.oldObject)) return old;
    // A 400 would stop the write where failurePolicy is Fail, and to judge without what stood there would blame the
    // request for all of it. What is stored in that shape, nobody could mend.
    return exclusion('old-object', `ingress-policy has not checked this change: ${old.error}`);
  }
  if (old !== null && !sameRef(old.ref, object.ref))
    return fault(
      '"request.oldObject" is a different object from "request.object"; send one object before and after',
    );
  return {
    is: 'request',
    review,
    request: {
      uid: request.uid,
      operation: request.operation,
      object,
      old,
      user: { name: request.userInfo?.username ?? '', groups: request.userInfo?.groups ?? [] },
      dryRun: request.dryRun === true,
    },
  };
}

const fault = (error: string): HttpFault => ({ status: 400, error });

/**
 * Whether it is a kind of the table, in a version that may be read. A kind that only looks like one of ours is a custom
 * resource: the API server serves it, so nothing in it is a slip.
 */
function isOurs({ group, version, kind }: Review['request']['kind']): boolean {
  const known = kindOf(group ? `${group}/${version}` : version, kind);
  return known !== null && known.typo === null && known.removedIn === null;
}

function objectIn({ request }: Review, field: 'object' | 'oldObject'): Obj | HttpFault {
  const value = request[field];
  const at = `"request.${field}"`;
  if (!isJsonObject(value)) return fault(`${at} is null; ${request.operation} needs one`);
  const made = decode(value, { from: 'request', uid: request.uid });
  if (typeof made === 'string')
    return fault(`${at} ${hasOrIs(made)}; send the object as the API server has it`);
  const { group, version, kind } = request.kind;
  const apiVersion = group ? `${group}/${version}` : version;
  if (made.apiVersion !== apiVersion || own(value, 'kind') !== kind)
    return fault(
      `${at} is ${made.apiVersion} ${String(own(value, 'kind'))}, and "request.kind" is ${apiVersion} ${kind}; send the object in that version`,
    );
  // The API server has read the metadata of every object, custom resources' too, before it asks.
  const misfit = made.malformed.find(one => one.at.startsWith('/metadata'));
  if (misfit !== undefined) return fault(`${at} is malformed at ${misfit.at}: it ${misfit.message}`);
  return named(made, request.namespace ?? null);
}

const hasOrIs = (why: string) =>
  why.startsWith('no ') ? `has ${why}` : why.startsWith('is ') ? why : `is unreadable: ${why}`;

/**
 * The body of an object that is being created may lack its namespace, which then stands in the request alone, and with
 * `generateName` its name: the API server makes it up after the mutating webhooks. The body stays what was sent, since
 * patches are made for that.
 */
function named(obj: Obj, namespace: string | null): Obj {
  const { ref, body } = obj;
  const prefix = own(own(body, 'metadata'), 'generateName');
  return {
    ...obj,
    ref: {
      ...ref,
      name: ref.name === '' && typeof prefix === 'string' && prefix !== '' ? `${prefix}*` : ref.name,
      namespace:
        ref.namespace === null && namespace && isNamespaced(ref.group, ref.kind) ? namespace : ref.namespace,
    },
  };
}
