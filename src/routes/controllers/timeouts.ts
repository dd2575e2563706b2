import type { AnnotationFact } from './dialect.ts';
import { secondsOf } from './values.ts';

/** What becomes of the text of a timeout. */
export type TimeoutFault =
  /** The controller cannot read it; `stays` are the seconds that apply, null where they are not known. */
  | { readonly is: 'ignored'; readonly stays: number | null; readonly mend: Mend | null }
  /** The controller rejects the whole object. */
  | { readonly is: 'rejected'; readonly mend: Mend | null }
  /** The controller reads it as something else. */
  | {
      readonly is: 'misread';
      readonly reads: string;
      readonly seconds: number | null;
      /** What the text of `mend` means, in words; null for a number of seconds. */
      readonly meaning: string | null;
      readonly mend: Mend | null;
    }
  /** The controller cannot read it, and what it does then is not known. */
  | { readonly is: 'unknown'; readonly mend: Mend | null };

/** The text that fits. */
export interface Mend {
  readonly text: string;
  /** The seconds that it means. */
  readonly seconds: number | null;
  /** Whether the old text states its unit, so that no other time can be meant. */
  readonly sure: boolean;
}

export function timeoutFaultOf(
  { value, unreadable, ...fact }: AnnotationFact,
  text: string,
): TimeoutFault | null {
  const read = value.parse(text);
  if (read !== null) {
    const trap = value.trap?.(text) ?? null;
    if (trap === null) return null;
    return {
      is: 'misread',
      reads: trap.reads,
      seconds: numberIn(read),
      meaning: trap.meaning ?? null,
      mend: mendOf(trap.meant),
    };
  }
  const mend = mendOf(value.repair?.(text) ?? null);
  switch (unreadable) {
    case 'default':
      return { is: 'ignored', stays: numberIn(fact.default), mend };
    case 'route-rejected':
      return { is: 'rejected', mend };
    case 'other-meaning':
    case 'unknown':
      return { is: 'unknown', mend };
    default:
      return unreadable satisfies never;
  }

  function mendOf(meant: string | null): Mend | null {
    if (meant === null) return null;
    return { text: meant, seconds: numberIn(value.parse(meant)), sure: secondsOf(text) !== null };
  }
}

const numberIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
