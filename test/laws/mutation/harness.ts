import { profiles, rules } from '../../../policies/index.ts';
import { createConfig } from '../../../src/config/config.ts';
import { evaluate } from '../../../src/judge/evaluate.ts';
import { refKey, sameRef } from '../../../src/kube/object.ts';
import { type Finding, type Severity, severityOf } from '../../../src/rule.ts';
import { type App, graphOf } from './app.ts';
import { chainsOf, formatChain, type SoundChain } from './chains.ts';
import type { Break, Change } from './mutation.ts';

/** The result of a mutation of a chain. */
export interface Outcome {
  readonly app: string;
  readonly mutation: string;
  readonly chain: string;
  /** The rule that is expected first; null for a change that breaks nothing. */
  readonly rule: string | null;
  readonly is: 'hit' | 'missed' | 'quiet' | 'false-alarm';
  /** Unexpected new findings: errors beside a hit, warnings or errors where no chain was broken. */
  readonly others: readonly string[];
}

export interface Suite {
  readonly breaks: readonly Break[];
  readonly changes: readonly Change[];
}

const config = createConfig({}, profiles);
const now = new Date('2026-11-21T12:00:00Z');

export const findingsOf = (app: App): readonly Finding[] =>
  evaluate(graphOf(app), { rules, config, now }).findings;

/** Every mutation of every sound chain of an application, each by itself. */
export function* mutate(name: string, app: App, { breaks, changes }: Suite): Iterable<Outcome> {
  const before = findingsOf(app);
  for (const chain of chainsOf(app, graphOf(app))) {
    const about = { app: name, chain: formatChain(chain) };
    for (const one of breaks) {
      if (
        before.some(finding => one.rules.includes(finding.rule) && isLoud(finding) && isOn(finding, chain))
      ) {
        continue;
      }
      const broken = one.apply(chain);
      if (broken === null) continue;
      const after = findingsOf(broken.app);
      const isHit = (finding: Finding) =>
        one.rules.includes(finding.rule) && reaches(finding, broken.severity) && isOn(finding, chain);
      const isOther = (finding: Finding) => !one.rules.includes(finding.rule) && reaches(finding, 'error');
      yield {
        ...about,
        mutation: one.name,
        rule: one.rules[0] ?? null,
        is: news(before, after, byCause).some(isHit) ? 'hit' : 'missed',
        others: news(before, after, byAnyName).filter(isOther).map(say),
      };
    }
    for (const one of changes) {
      const changed = one.apply(chain);
      if (changed === null) continue;
      const alarms = news(before, findingsOf(changed), byAnyName).filter(isLoud).map(say);
      yield {
        ...about,
        mutation: one.name,
        rule: null,
        is: alarms.length === 0 ? 'quiet' : 'false-alarm',
        others: alarms,
      };
    }
  }
}

const isLoud = (finding: Finding) => reaches(finding, 'warning');

const reaches = (finding: Finding, least: Severity) => loudness(finding) >= severities.indexOf(least);

/** Whether the finding is on the chain's route; an unreadable object has no chain, and must be on this chain itself. */
function isOn(finding: Finding, { route, service, workload }: SoundChain): boolean {
  if (finding.routes.some(ref => sameRef(ref, route.obj.ref))) return true;
  const { ref } = finding.at.obj;
  return (
    finding.rule === 'invalid-object' &&
    [route.obj.ref, service.ref, workload.ref].some(one => sameRef(one, ref))
  );
}

type Names = (finding: Finding) => readonly string[];

/** The findings that are new under each of their names, or have a higher level. */
function news(before: readonly Finding[], after: readonly Finding[], namesOf: Names): readonly Finding[] {
  const known = new Map<string, number>();
  for (const finding of before) {
    for (const name of namesOf(finding)) known.set(name, Math.max(known.get(name) ?? 0, loudness(finding)));
  }
  return after.filter(finding => namesOf(finding).every(name => (known.get(name) ?? 0) < loudness(finding)));
}

const severities: readonly (Severity | null)[] = [null, 'info', 'warning', 'error'];
const loudness = (finding: Finding) => severities.indexOf(severityOf(finding));

const byCause: Names = finding => [`${finding.cause} ${finding.routes.map(refKey).sort().join(' ')}`];

/** A change may move a finding to another namespace, or to the copy of an object. */
const byAnyName: Names = finding => {
  const { kind, name } = finding.at.obj.ref;
  return [finding.cause, `${finding.rule} ${kind} ${original(name)} ${original(finding.key)}`];
};

/** A copy has the faults of its original. */
const original = (name: string) => name.replace(/-(canary|second)(?=:|$)/, '');

const say = (finding: Finding) => `${severityOf(finding)} ${finding.rule}: ${finding.message}`;
