import type { Operation } from '../../kube/pointer.ts';
import type { Review } from './review.ts';

/** The answer to the API server. */
export interface ReviewReply {
  readonly allowed: boolean;
  /** The text of a refusal; null where the request is allowed. */
  readonly message: string | null;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
  readonly operations: readonly Operation[];
}

/** The AdmissionReview of an answer, in the version and with the uid of the request, without empty fields. */
export function formatReply({ apiVersion, kind, request }: Review, answer: ReviewReply): string {
  const { allowed, message, warnings, auditAnnotations, operations } = answer;
  return JSON.stringify({
    apiVersion,
    kind,
    response: {
      uid: request.uid,
      allowed,
      ...(allowed ? {} : { status: { code: 403, reason: 'Forbidden', message: message ?? '' } }),
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(Object.keys(auditAnnotations).length === 0 ? {} : { auditAnnotations }),
      // The API server accepts `patch` and `patchType` only together.
      ...(operations.length === 0
        ? {}
        : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') }),
    },
  });
}
