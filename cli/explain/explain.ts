import fs from 'node:fs';
import path from 'node:path';
import { profiles, rules } from '../../policies/index.ts';
import { listed, nearestName } from '../../src/config/words.ts';
import type { Why } from '../../src/graph/index/lookup.ts';
import { fill, words } from '../../src/report/layout.ts';
import { type PageOptions, pageText } from '../../src/report/page-text.ts';
import { painter, wantsColor } from '../../src/report/paint.ts';
import { reasons } from '../../src/report/unknown-reasons.ts';
import type { AnyRule } from '../../src/rule.ts';
import { choice, parsed } from '../shared/arguments.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { UsageError } from '../shared/usage-error.ts';

/** `ingress-policy explain [RULE|REASON]`: the list of both, or the page of one. */
export async function explain(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parsed('explain', args, { format: { type: 'string' } });
  const [id, ...more] = positionals;
  if (more.length > 0) throw new UsageError('explain takes at most one rule');
  const format = choice('--format', values.format, ['text', 'markdown']) ?? 'text';
  if (id === undefined) {
    io.stdout.write(list(lookOf(io)));
    return 0;
  }
  const page = pageOf(id);
  io.stdout.write(format === 'markdown' ? page : pageText(page, lookOf(io)));
  return 0;
}

/** The width of the terminal, within limits: a line below 40 columns holds too little, and one above 100 is hard to read. */
function lookOf({ stdout, env }: Io): PageOptions {
  const { isTTY, columns = 0 } = stdout;
  const width = isTTY === true && columns > 0 ? Math.max(Math.min(columns, 100), 40) : 80;
  return { color: wantsColor(stdout, env), width };
}

/** The rules that may be meant: those with the words in their id, else the nearest. */
function meant(id: string): string {
  const ids = [...rules.map(rule => rule.id), ...Object.keys(reasons)];
  const holding = id.length < 4 ? [] : ids.filter(known => known.includes(id.toLowerCase()));
  const near = nearestName(id, ids);
  const those = holding.length > 0 ? holding : near === null ? [] : [near];
  return those.length > 0 ? `: did you mean ${listed(those)}?` : ': "ingress-policy explain" lists them';
}

function list({ width, color }: PageOptions): string {
  const column = Math.max(...rules.map(rule => rule.id.length));
  const filled = (text: string, first: number, rest: number) =>
    `${fill(words(text), { width, first, rest, paint: painter(color) }).join('\n')}\n`;
  const lines = rules.map(rule => {
    const action = profiles.baseline.rules[rule.id] ?? '';
    const strict = profiles.strict.rules[rule.id] ?? '';
    const head = `${rule.id.padEnd(column)}  ${action.padEnd(8)}  ${strict}\n`;
    return head + filled(`${rule.summary}${auditOnly(rule)}`, 4, 4);
  });
  const whys = Object.entries(reasons).map(([id, reason]) => `${id}\n${filled(reason.words, 4, 4)}`);
  const rest = `\nreasons why the end of a chain is unknown\n\n${whys.join('')}`;
  return `${'rule'.padEnd(column)}  baseline  strict\n\n${lines.join('')}${rest}`;
}

const auditOnly = ({ live }: AnyRule) => (live === true ? ' (audit and scan only)' : '');

/** The page of a rule, which is beside the bundle, or of a reason. */
function pageOf(id: string): string {
  if (rules.some(rule => rule.id === id))
    return fs.readFileSync(path.join(__dirname, 'policies', `${id}.md`), 'utf8');
  const reason = Object.hasOwn(reasons, id) ? reasons[id as Why] : undefined;
  if (reason === undefined) throw new UsageError(`no rule "${id}"${meant(id)}`);
  const summary = `A chain whose end is unknown: ${reason.words}.`;
  return `# ${id}\n\n${summary}\n\n## Why\n\n${reason.meaning}\n\n## What to do\n\n${reason.cure}\n`;
}
