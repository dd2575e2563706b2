import type { Slower, When } from '../../routes/failure.ts';
import type { Finding } from '../../rule.ts';
import { visible } from '../../text/visible.ts';
import type { Request } from '../review/context.ts';
import type { Verdict } from '../review/verdict.ts';
import { blockOf, headOf } from './block.ts';
import { bytes, firstFitting, shortened } from './bounds.ts';
import { exemptionLines } from './exemption.ts';

/** Limits in bytes. The API server sets none, and the text must fit on a terminal. */
const most = 16 * 1024;
const mostInFull = 10 * 1024;
const inFull = 5;
const inBrief = 20;
/**
 * The text of a refusal, for a reader who knows only the manifest: the fault; for each finding what the client sees, the
 * field, the page and the change; then how to exempt the object. Not wrapped and not coloured, since kubectl, Helm, Argo
 * CD and logs all show it.
 */
export function refusalText(verdict: Verdict, request: Request): string {
  const findings = verdict.refused.toSorted((a, b) => weightOf(a.when) - weightOf(b.when));
  const blocks = blocksOf(findings, verdict, request);
  const end = [...notesOn(verdict), exemptionLines(request.object, rulesOf(findings)).join('\n')];
  const room = most - bytes([...blocks, ...end].join('\n\n'));
  return [...blocks, ...briefly(findings.slice(blocks.length), room), ...end].join('\n\n');
}

function blocksOf(findings: readonly Finding[], verdict: Verdict, request: Request): readonly string[] {
  const blocks: string[] = [];
  let used = 0;
  for (const [index, finding] of findings.slice(0, inFull).entries()) {
    const number = findings.length === 1 ? '' : ` (${index + 1} of ${findings.length})`;
    const block = blockOf(finding, number, verdict, request).join('\n');
    used += bytes(block) + 2;
    if (index > 0 && used > mostInFull) break;
    blocks.push(block);
  }
  return blocks;
}

/** A line for each finding that is not shown in full; as many as fit into `room` bytes. */
function briefly(findings: readonly Finding[], room: number): readonly string[] {
  if (findings.length === 0) return [];
  const lines = ['and:', ...findings.map(finding => `  ${headOf(finding)}`)];
  const left = (number: number) => `  and ${number} more`;
  return [firstFitting(lines, { most: room - 2, count: inBrief + 1, size: bytes, left }).join('\n')];
}

/** Faults that always fail come before those that fail in an event. */
const weight: Readonly<Record<Exclude<When, Slower>, number>> = {
  always: 0,
  'for a share of requests': 1,
  'until the rollout is over': 2,
  'in every rollout': 3,
  'whenever a pod starts': 4,
  'whenever a pod stops': 5,
  'while a Job runs': 6,
  'whenever a pod is slow': 7,
  'when a node is drained': 8,
  'whenever a pod runs out of memory': 9,
};

/** Only slow requests fail for `Slower`: after those that fail for a share of all. */
const weightOf = (when: When): number => (when in weight ? weight[when as Exclude<When, Slower>] : 2);

const rulesOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ rule }) => rule))];

/** Notes on the judgement itself. */
function notesOn({ reads, complete }: Verdict): readonly string[] {
  return [
    ...(reads.failures.length === 0
      ? []
      : [
          `Some of the cluster could not be read (${shortened(visible(reads.failures.join(', ')), 300)}); this answer uses only what was read.`,
        ]),
    ...(complete ? [] : ['This write can affect more objects than were checked.']),
  ];
}
