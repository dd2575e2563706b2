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

/** Why a review is allowed without judging its object. */
export type SkippedEnvelope =
  /** `/scale`, `/status`, `/eviction` and the like: their objects are no part of a chain. */
  | 'subresource'
  /** DELETE and CONNECT. */
  | 'operation'
  | 'kind'
  /** An update of fields that no rule reads. */
  | 'unchanged'
  /** The stored object is unreadable, so the changes of the request are not known. */
  | 'old-object';

export type Envelope =
  | {
      readonly is: 'pass';
      readonly review: Review;
      readonly why: SkippedEnvelope;
      readonly warnings: readonly string[];
    }
  | { readonly is: 'request'; readonly review: Review; readonly request: Request };

/** Decodes an AdmissionReview: a request to judge, a request to allow, or a fault of the sender. */
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
  // The Scale of `deployments/scale` is not a Deployment, whatever the other fields are.
  if (request.subResource) return exclusion('subresource');
  if (request.operation === 'DELETE' || request.operation === 'CONNECT') return exclusion('operation');
  if (!isOurs(request.kind)) return exclusion('kind');
  // Most updates come from controllers, and are allowed before they are decoded.
  if (request.object && request.oldObject && sameToRules(request.object, request.oldObject))
    return exclusion('unchanged');
  const object = objectIn(review, 'object');
  if (isFault(object)) return object;
  const old = request.operation === 'UPDATE' ? objectIn(review, 'oldObject') : null;
  if (old !== null && isFault(old)) {
    if (!isJsonObject(request.oldObject)) return old;
    // A 400 would stop the write under failurePolicy: Fail. Without the stored object the request would answer for every
    // fault, and an object stored in such a shape could never be mended.
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
 * Whether the kind is in the table, in a readable version. A kind that only looks like a kind of the table is a custom
 * resource: the API server serves it, so its name is not a typo.
 */
function isOurs({ group, version, kind }: Review['request']['kind']): boolean {
  const known = kindOf(group ? `${group}/${version}` : version, kind);
  return known !== null && known.typo === null && known.removedIn === null;
}

function objectIn({ request }: Review, field: 'object' | 'oldObject'): Obj | HttpFault {
  const value = request[field];
  const at = `"request.${field}"`;
  if (!isJsonObject(value)) return fault(`${at} is null; ${request.operation} needs one`);
  const obj = decode(value, { from: 'request', uid: request.uid });
  if (typeof obj === 'string')
    return fault(`${at} ${hasOrIs(obj)}; send the object as the API server has it`);
  const { group, version, kind } = request.kind;
  const apiVersion = group ? `${group}/${version}` : version;
  if (obj.apiVersion !== apiVersion || own(value, 'kind') !== kind)
    return fault(
      `${at} is ${obj.apiVersion} ${String(own(value, 'kind'))}, and "request.kind" is ${apiVersion} ${kind}; send the object in that version`,
    );
  // The API server has decoded the metadata of every object, even of custom resources, before the review.
  const misfit = obj.malformed.find(({ at: pointer }) => pointer.startsWith('/metadata'));
  if (misfit !== undefined) return fault(`${at} is malformed at ${misfit.at}: it ${misfit.message}`);
  return named(obj, request.namespace ?? null);
}

const hasOrIs = (why: string) =>
  why.startsWith('no ') ? `has ${why}` : why.startsWith('is ') ? why : `is unreadable: ${why}`;

/**
 * Names an object that is being created. Its body may lack the namespace, which only the request then has, and with
 * `generateName` the name, which the API server generates after the mutating webhooks. The body stays as sent, since
 * patches refer to it.
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
