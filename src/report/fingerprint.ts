import { createHash } from 'node:crypto';
import type { Finding } from '../rule.ts';

/**
 * The identity of a finding across runs: rule, object and the names in its key. Positions, indexes, messages, the file
 * and the API version are left out, so that moved lines and a new sidecar do not change the fingerprint.
 */
export function fingerprint(finding: Pick<Finding, 'rule' | 'key' | 'at'>): string {
  const { group, kind, namespace, name } = finding.at.obj.ref;
  const identity = JSON.stringify([finding.rule, group, kind, namespace, name, finding.key]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
