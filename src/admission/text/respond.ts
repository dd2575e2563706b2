import type { Operation } from '../../kube/pointer.ts';
import type { Mutation } from '../patch/mutate.ts';
import type { Request } from '../review/context.ts';
import type { Verdict } from '../review/verdict.ts';
import { auditOfMutation, auditOfVerdict } from './audit-annotations.ts';
import { refusalText } from './refusal.ts';
import { warningsOfVerdict } from './warnings.ts';

/** The answer of the validating webhook, without the envelope. */
export interface ValidateResponse {
  readonly allowed: boolean;
  /** Null for an allowed request. */
  readonly message: string | null;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

/** The answer of the mutating webhook, without the envelope. */
export interface MutateResponse {
  /** Empty where no field is patched. */
  readonly operations: readonly Operation[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

export function respondValidate(verdict: Verdict, request: Request): ValidateResponse {
  return {
    allowed: verdict.allowed,
    message: verdict.allowed ? null : refusalText(verdict, request),
    warnings: warningsOfVerdict(verdict),
    auditAnnotations: auditOfVerdict(verdict),
  };
}

/** Nobody has to act on a patch, so no warning tells of it; the audit annotation does. */
export function respondMutate(mutation: Mutation): MutateResponse {
  return {
    operations: mutation.patch?.operations ?? [],
    auditAnnotations: auditOfMutation(mutation),
  };
}
