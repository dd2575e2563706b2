import type { App } from './app.ts';
import type { SoundChain } from './chains.ts';

/** A way to break a sound chain. */
export interface Break {
  readonly name: string;
  /** The rules that may report the fault; one of them must. */
  readonly rules: readonly string[];
  /** Null where the mutation does not apply to the chain, or does not break it. */
  apply(chain: SoundChain): Broken | null;
}

export interface Broken {
  readonly app: App;
  /** The least severity of the finding. */
  readonly severity: 'error' | 'warning';
}

/** A change of a sound chain that breaks nothing. */
export interface Change {
  readonly name: string;
  apply(chain: SoundChain): App | null;
}

export const error = (app: App): Broken => ({ app, severity: 'error' });
export const warning = (app: App): Broken => ({ app, severity: 'warning' });

/** The text with a wrong letter in the middle, of the same length and still valid. */
export function slip(text: string): string {
  const middle = text.length / 2;
  const letters = [...text].flatMap((letter, index) => (/[a-z]/i.test(letter) ? [index] : []));
  const [at = 0] = letters.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const wrong = text[at] === 'x' ? 'y' : 'x';
  return text.slice(0, at) + wrong + text.slice(at + 1);
}
