import { doorsOf } from '../../config/namespace-modes.ts';
import { type Confirmation, createConfirmation } from '../live/confirmation.ts';
import { type Court, labelsAt } from './context.ts';
import { type Context, depthOf, hear, wantedReads } from './evaluate-request.ts';
import { passOf } from './exclusions.ts';
import type { Request } from './request.ts';
import { isUnchanged } from './unchanged.ts';
import { skip, type Verdict, verdictOf } from './verdict.ts';

/** What becomes of a write. The only waits are those for live reads. */
export async function validate(request: Request, court: Court): Promise<Verdict> {
  const { world, policies } = court;
  const { exempt, mode } = policies.under('policy').admission;
  const pass = passOf(request, exempt);
  if (pass !== null && pass !== 'exempt-user') return skip(pass, mode, doorsOf(mode, null).doors);
  let live: Confirmation | null = null;
  for (let round = 0; ; round++) {
    const graph = live?.applied(world.graph()) ?? world.graph();
    const { doors, faults } = doorsOf(mode, labelsAt(request, graph));
    if (isUnchanged(request)) return skip('unchanged', mode, doors);
    if (!world.isSynced()) return skip('not-synced', mode, doors);
    const unconfirmed = live?.failures() ?? [];
    const context: Context = { request, court, graph, doors, faults, pass, live, unconfirmed };
    // Most updates are let through in the first round, and nobody asks what they looked at.
    const records = world.live !== null && (live !== null || request.operation === 'CREATE');
    const heard = hear(context, records);
    if (heard === null) return skip('off', mode, doors);
    const depth = depthOf(heard, context);
    if (world.live === null || depth === null) return verdictOf(heard, context);
    live ??= createConfirmation(world.live, court.signal());
    if (!records) continue;
    const wanted = live.missing(wantedReads(heard, depth, context));
    if (wanted.length === 0) return verdictOf(heard, { ...context, live });
    if (round > mostRounds)
      return verdictOf(heard, { ...context, unconfirmed: ['the cluster does not keep still'] });
    await live.read(wanted);
  }
}

/** Each round asks for what the one before came upon; a chain has four links. */
const mostRounds = 8;
