import type { Audit } from '../../src/audit/audit.ts';
import { type ExemptionReport, exemptionsOf } from '../../src/audit/exemptions.ts';
import type { ProfileConfigs } from '../../src/config/profile-configs.ts';
import type { Graph } from '../../src/graph/index/graph.ts';
import { formatRef } from '../../src/kube/object.ts';
import { count } from '../../src/text/plural.ts';
import { visible, visibleJson } from '../../src/text/visible.ts';
import type { Io } from '../shared/io.ts';
import type { AuditOptions } from './options.ts';

/** `audit --exemptions`: every recorded exception, and whether it still counts. */
export function printExemptions(
  graph: Graph,
  found: Audit,
  configs: ProfileConfigs,
  { namespace, format }: AuditOptions,
  io: Io,
): void {
  const { exemptions } = configs.under('policy');
  const all = exemptionsOf(graph.store.objects(), exemptions, found, io.now()).filter(
    ({ on }) => namespace === null || on.is === 'policy' || on.ref.namespace === namespace,
  );
  if (format === 'json') {
    const list = all.map(({ on, ...rest }) => ({ on: bearerOf(on), ...rest }));
    io.stdout.write(`${visibleJson(JSON.stringify({ version: 1, exemptions: list }, null, 2))}\n`);
    return;
  }
  const ended = all.filter(exemption => exemption.void !== null).length;
  const idle = all.filter(exemption => exemption.void === null && exemption.silences === 0).length;
  const notes = [
    ...(ended > 0 ? [`${ended} no longer valid`] : []),
    ...(idle > 0 ? [`${idle} without effect`] : []),
  ];
  io.stdout.write(all.map(linesOf).join(''));
  io.stdout.write(`${[count(all.length, 'exemption'), ...notes].join(', ')}\n`);
}

function linesOf(one: ExemptionReport): string {
  const end = one.until === null ? 'no end date' : `until ${one.until}`;
  const does =
    one.void !== null
      ? `does not count: it ${one.void}`
      : one.silences === 0
        ? 'silences nothing'
        : `silences ${count(one.silences, 'finding')}`;
  const lines = [
    `${bearerOf(one.on)}: ${one.rules.join(', ')}`,
    `  ${end}; ${does}`,
    `  reason: ${one.reason ?? 'none'}`,
  ];
  return `${lines.map(visible).join('\n')}\n\n`;
}

function bearerOf(on: ExemptionReport['on']): string {
  if (on.is === 'object') return formatRef(on.ref);
  const { kind, namespace, name } = on;
  return `policy, ${kind ?? '*'} ${namespace ?? '*'}/${name ?? '*'}`;
}
