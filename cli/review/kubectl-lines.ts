import type { Obj } from '../../src/kube/object.ts';
import { count } from '../../src/text/plural.ts';
import { visible } from '../../src/text/visible.ts';

/** What became of one object that was sent. */
export interface Outcome {
  readonly obj: Obj;
  readonly what: 'created' | 'configured' | 'unchanged';
  readonly dryRun: boolean;
  readonly patched: boolean;
  readonly warnings: readonly string[];
  /** Null where it was admitted. */
  readonly refusal: string | null;
}

/** The name of the webhook, as the configuration in deploy/ has it. */
const webhook = 'validate.ingress-policy.io';

/** What `kubectl apply` prints: warnings, then that it was written, or the error. */
export function kubectlLines({ obj, what, dryRun, warnings, refusal }: Outcome, file: string): string {
  const { kind, group, name } = obj.ref;
  const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
  const doing = what === 'created' ? 'creating' : 'applying patch to';
  const end =
    refusal === null
      ? `${visible(resource)} ${what}${dryRun ? ' (server dry run)' : ''}`
      : `Error from server (Forbidden): error when ${doing} "${visible(file)}": admission webhook "${webhook}" denied the request: ${refusal}`;
  return [...warnings.map(text => `Warning: ${text}`), end].map(line => `${line}\n`).join('');
}

/** The line that kubectl does not print. */
export function summaryLine(outcomes: readonly Outcome[]): string {
  const refused = outcomes.filter(({ refusal }) => refusal !== null).length;
  const patched = outcomes.filter(one => one.refusal === null && one.patched).length;
  const warnings = outcomes.reduce((sum, one) => sum + one.warnings.length, 0);
  const parts = [
    `${outcomes.length - refused} admitted`,
    ...(patched > 0 ? [`${patched} of them patched`] : []),
    refused === 0 ? 'none refused' : `${refused} refused`,
    count(warnings, 'warning'),
  ];
  return `\n${count(outcomes.length, 'object')}: ${parts.join(', ')}\n`;
}
