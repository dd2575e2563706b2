import { formatRef, type Ref, sameRef } from '../kube/object.ts';
import type { Fix } from '../rule.ts';
import { changeLines } from '../text/change.ts';
import { fill, type Look, whole, words } from './layout.ts';

/** The fix's title, then its changes: fields with their values, or the manifest of a new object. */
export function fixLines(fix: Fix, subject: Ref, { width, paint }: Look): readonly string[] {
  const title = fill([whole('fix:', 'green'), ...words(fix.title)], { width, first: 2, rest: 7, paint });
  const elsewhere = fix.operations.length > 0 && !sameRef(fix.on, subject);
  return [
    ...title,
    ...(elsewhere ? fill(words(`in ${formatRef(fix.on)}`), { width, first: 4, rest: 8, paint }) : []),
    ...indented(changeLines(fix)),
  ];
}

const indented = (lines: readonly string[]) => lines.map(line => `      ${line}`);
