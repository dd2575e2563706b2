import type { Obj } from '../../src/kube/object.ts';
import { count } from '../../src/text/plural.ts';
import { visible } from '../../src/text/visible.ts';

/** The result of sending an object. */
export interface Outcome {
  readonly obj: Obj;
  readonly what: 'created' | 'configured' | 'unchanged';
  readonly dryRun: boolean;
  readonly patched: boolean;
  readonly warnings: readonly string[];
  /** Null for an admitted object. */
  readonly refusal: string | null;
}

/** The name of the webhook in deploy/. */
const webhook = 'validate.ingress-policy.io';

/** The output of `kubectl apply`: warnings, then the written object or the error. */
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

/** The summary, which kubectl does not print. */
export function summaryLine(outcomes: readonly Outcome[]): string {
  const refused = outcomes.filter(({ refusal }) => refusal !== null).length;
  const patched = outcomes.filter(outcome => outcome.refusal === null && outcome.patched).length;
  const warnings = outcomes.reduce((sum, outcome) => sum + outcome.warnings.length, 0);
  const parts = [
    `${outcomes.length - refused} admitted`,
    ...(patched > 0 ? [`${patched} of them patched`] : []),
    refused === 0 ? 'none refused' : `${refused} refused`,
    count(warnings, 'warning'),
  ];
  return `\n${count(outcomes.length, 'object')}: ${parts.join(', ')}\n`;
}
