import type { Operation } from '../../kube/pointer.ts';
import type { Review } from './review.ts';

/** What the API server is told. */
export interface ReviewReply {
  readonly allowed: boolean;
  /** Why it is refused; null where it is not. */
  readonly message: string | null;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
  readonly operations: readonly Operation[];
}

/** The AdmissionReview that answers: in the version that asked, with its uid, and nothing that is empty. */
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
      // The API server takes both or neither.
      ...(operations.length === 0
        ? {}
        : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') }),
    },
  });
}
