import { type Confirmation, createConfirmation } from './confirmation.ts';
import { type Court, labelsAt } from './court.ts';
import { doorsOf } from './doors.ts';
import { type Context, hear, wantedReads } from './hearing.ts';
import { passOf } from './passes.ts';
import type { Request } from './request.ts';
import { isUnchanged } from './unchanged.ts';
import { skip, type Verdict, verdictOf } from './verdict.ts';

/** What becomes of a write. The only waits are those for live reads. */
export async function validate(request: Request, court: Court): Promise<Verdict> {
  const { world, policies } = court;
  const { exempt, mode } = policies.under('policy').admission;
  const pass = passOf(request, exempt);
  if (pass !== null && pass !== 'exempt-user') return skip(pass, doorsOf(mode, null).doors);
  let live: Confirmation | null = null;
  for (let round = 0; ; round++) {
    const graph = live?.applied(world.graph()) ?? world.graph();
    const { doors, faults } = doorsOf(mode, labelsAt(request, graph));
    if (isUnchanged(request)) return skip('unchanged', doors);
    if (!world.isSynced()) return skip('not-synced', doors);
    const context: Context = { request, court, graph, doors, faults, pass, live };
    const heard = hear(context);
    if (heard === null) return skip('off', doors);
    if (world.live === null) return verdictOf(heard, context);
    live ??= createConfirmation(world.live, court.signal());
    const wanted = round < mostRounds ? live.missing(wantedReads(heard, context)) : [];
    if (wanted.length === 0) return verdictOf(heard, { ...context, live });
    await live.read(wanted);
  }
}

/** Each round asks for what the one before came upon; a chain has four links. */
const mostRounds = 8;
