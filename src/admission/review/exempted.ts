import { exemptionOf } from '../../config/exemptions.ts';
import type { Evaluator } from '../../judge/evaluate.ts';
import type { Finding } from '../../rule.ts';
import type { Request } from './request.ts';

/** What an exemption makes of a finding: `void` says why it does not count. */
export type Exempted =
  | { readonly is: 'exempt'; readonly reason: string }
  | { readonly is: 'none'; readonly void: string | null };

/**
 * An exemption counts on the object of the finding, on the one that is written, and on the stored one that the request
 * takes it from.
 */
export function exemptedBy(finding: Finding, { object, old }: Request, evaluator: Evaluator): Exempted {
  const bearers = [finding.at.obj, object, ...(old === null ? [] : [old])];
  const verdicts = bearers.map(obj =>
    exemptionOf(finding.rule, obj, evaluator.config.exemptions, evaluator.now),
  );
  const counts = verdicts.find(verdict => verdict.is === 'exempt');
  if (counts?.is === 'exempt') return { is: 'exempt', reason: counts.reason };
  const void_ = verdicts.find(verdict => verdict.is === 'void');
  return { is: 'none', void: void_?.is === 'void' ? void_.why : null };
}
