import type { Chain } from '../graph/chain/chain.ts';
import { chainUnits } from './chain-text.ts';
import { fill, whole, words } from './layout.ts';
import { painter } from './paint.ts';

/** A way of a route's requests; `unknown` is why it is not known how it goes on, null where it is. */
export interface ChainShown {
  readonly chain: Chain;
  readonly unknown: string | null;
}

/** Each way of a route on lines of its own, as far as it leads. */
export function formatChains(
  ways: readonly ChainShown[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const paint = painter(color);
  return ways
    .flatMap(({ chain, unknown }) => {
      const end = unknown === null ? [] : [whole('─ ?', 'yellow'), ...words(`(${unknown})`, 'dim')];
      return fill([...chainUnits(chain), ...end], { width, first: 0, rest: 4, paint });
    })
    .map(line => `${line}\n`)
    .join('');
}
