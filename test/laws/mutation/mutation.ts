import type { App } from './app.ts';
import type { SoundChain } from './chains.ts';

/** A way to break a sound chain. */
export interface Break {
  readonly name: string;
  /** The rules that may say so; one of them must. */
  readonly rules: readonly string[];
  /** Null where the chain has nothing to break in that way, or does not break by it. */
  apply(chain: SoundChain): Broken | null;
}

export interface Broken {
  readonly app: App;
  /** How loud the finding must be at least. */
  readonly severity: 'error' | 'warning';
}

/** A change of a sound chain that breaks nothing. */
export interface Change {
  readonly name: string;
  apply(chain: SoundChain): App | null;
}

export const error = (app: App): Broken => ({ app, severity: 'error' });
export const warning = (app: App): Broken => ({ app, severity: 'warning' });

/** One wrong letter in the middle, so that the name stays as long and as well formed as it was. */
export function slip(text: string): string {
  const middle = text.length / 2;
  const letters = [...text].flatMap((letter, index) => (/[a-z]/i.test(letter) ? [index] : []));
  const [at = 0] = letters.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const wrong = text[at] === 'x' ? 'y' : 'x';
  return text.slice(0, at) + wrong + text.slice(at + 1);
}
