import { namespaceModesOf } from '../../config/namespace-modes.ts';
import { type Confirmation, createConfirmation } from '../live/confirmation.ts';
import type { Request } from './context.ts';
import { labelsAt, type ReviewContext } from './context.ts';
import { depthOf, evaluateRequest, isJudgedLive, type ReviewRound, wantedReads } from './evaluate-request.ts';
import { exclusionOf } from './exclusions.ts';
import { isUnchanged } from './unchanged.ts';
import { skip, type Verdict, verdictOf } from './verdict.ts';

/** The verdict on a write. Waits only for live reads. */
export async function validate(request: Request, context: ReviewContext): Promise<Verdict> {
  const { cluster, configs } = context;
  const { mode } = configs.under('policy').admission;
  const exclusion = await exclusionOf(request, context);
  if (exclusion !== null && exclusion !== 'exempt-user')
    return skip(exclusion, mode, namespaceModesOf(mode, null).modes);
  let live: Confirmation | null = null;
  for (let round = 0; ; round++) {
    const graph = live?.applied(cluster.graph()) ?? cluster.graph();
    const { modes, faults } = namespaceModesOf(mode, labelsAt(request, graph));
    if (isUnchanged(request)) return skip('unchanged', mode, modes);
    if (!cluster.isSynced()) return skip('not-synced', mode, modes);
    const unconfirmed = live?.failures() ?? [];
    const current: ReviewRound = { request, context, graph, modes, faults, exclusion, live, unconfirmed };
    // An update that changes no link is usually admitted in the first round, which then needs no record of its reads.
    const records = cluster.live !== null && (live !== null || isJudgedLive(request));
    const evaluation = evaluateRequest(current, records);
    if (evaluation === null) return skip('off', mode, modes);
    const depth = depthOf(evaluation, current);
    if (cluster.live === null || depth === null) return verdictOf(evaluation, current);
    live ??= createConfirmation(cluster.live, context.signal());
    if (!records) continue;
    const wanted = live.missing(wantedReads(evaluation, depth, current));
    if (wanted.length === 0) return verdictOf(evaluation, { ...current, live });
    if (round > mostRounds)
      return verdictOf(evaluation, { ...current, unconfirmed: ['the cluster does not keep still'] });
    await live.read(wanted);
  }
}

/** Each round reads the objects that the round before has found; a chain has four links. */
const mostRounds = 8;
