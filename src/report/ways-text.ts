import type { Chain } from '../graph/chain/chain.ts';
import type { Why } from '../graph/index/lookup.ts';
import { chainUnits } from './chain-text.ts';
import { fill, whole, words } from './layout.ts';
import { painter } from './paint.ts';
import { wordsOf } from './unknown-reasons.ts';

/** A chain of a route; `unknown` is why its next link is not known, null for a known chain. */
export interface ChainShown {
  readonly chain: Chain;
  readonly unknown: Why | null;
}

/** Each chain of a route on lines of its own, as far as it is known. */
export function formatChains(
  chains: readonly ChainShown[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const paint = painter(color);
  return chains
    .flatMap(({ chain, unknown }) => {
      const end = unknown === null ? [] : [whole('─ ?', 'yellow'), ...words(`(${wordsOf(unknown)})`, 'dim')];
      return fill([...chainUnits(chain), ...end], { width, first: 0, rest: 4, paint });
    })
    .map(line => `${line}\n`)
    .join('');
}
