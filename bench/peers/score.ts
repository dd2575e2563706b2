import { sum } from '../table.ts';
import type { Example, Examples } from './examples.ts';
import type { Match, Peer, Report, Score } from './peer.ts';

/**
 * A fault is found where a matched check reports the bad example and not the mended one. Without a mended example, the
 * check must not report every good example as well: a check that always reports distinguishes nothing.
 */
export function scoreOf(peer: Peer, { rule, bad, good }: Examples): Score {
  const matches = peer.matches.filter(match => match.rule === rule);
  const isMatched = (report: Report) => matches.some(match => fits(match, report));
  const onGood = good.map(file => ({ file, reports: peer.run(file) }));
  const said = bad.map(example => ({
    file: example.file,
    telling: telling(
      peer,
      example,
      onGood.map(({ reports }) => reports),
    ),
  }));
  return {
    found: said.filter(({ telling }) => telling.some(isMatched)).map(({ file }) => file),
    alarms: onGood.filter(({ reports }) => reports.some(isMatched)).map(({ file }) => file),
    noise: sum(onGood.map(({ reports }) => reports.length)),
    defaultNoise: sum(good.map(file => peer.runDefault(file).length)),
    unmatched: said.flatMap(({ file, telling }) =>
      telling
        .filter(report => !isMatched(report))
        .map(({ check, message, object }) => `${file}: ${check}: ${message} (${object})`),
    ),
  };
}

const fits = ({ check, says }: Match, report: Report) =>
  report.check === check && (says === undefined || says.test(report.message));

function telling(
  peer: Peer,
  { file, mended }: Example,
  good: readonly (readonly Report[])[],
): readonly Report[] {
  const reports = peer.run(file);
  if (mended !== null) {
    const left = new Set(peer.run(mended).map(exactly));
    return reports.filter(report => !left.has(exactly(report)));
  }
  return reports.filter(({ check, message }) =>
    good.some(others => !others.some(other => other.check === check && other.message === message)),
  );
}

const exactly = ({ check, message, object }: Report) => `${check}\n${message}\n${object}`;
