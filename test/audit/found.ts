import type { Scanned, Unread } from '../../src/audit/scan/scanned.ts';
import { fingerprint } from '../../src/report/fingerprint.ts';
import type { Finding } from '../../src/rule.ts';
import { finding, obj, ref } from '../report/build.ts';

export const identify = fingerprint;

export const liveRules = new Set(['pods-crashing']);

/** A finding on an object of the cluster: `found('Service shop/web')`. */
export function found(on: string, parts: Partial<Finding> = {}): Finding {
  return finding({ at: { obj: obj(ref(on), null), at: '' }, ...parts });
}

export function scanned(findings: readonly Finding[], unread: readonly Unread[] = []): Scanned {
  return { is: 'scanned', findings, unread, exempt: [], voided: [], halves: [], objects: { Service: 3 } };
}
