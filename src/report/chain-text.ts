import type { Chain } from '../graph/chain/chain.ts';
import { brokenEnd, endsBroken, type LinkText, linkTexts } from '../text/chain.ts';
import { span, type Unit } from './layout.ts';

/**
 * The chain as a path, with a unit for each link:
 * `Ingress shop/web (shop.example/) ─ Service shop/web port 80 ─✗─ Deployment shop/web`.
 */
export function chainUnits(chain: Chain): readonly Unit[] {
  const units = linkTexts(chain).map(linkUnit);
  return endsBroken(chain) ? [...units, { spans: [span(brokenEnd, 'red')], whole: true }] : units;
}

function linkUnit({ mark, name, used, isBroken }: LinkText): Unit {
  const dim = isBroken ? 'red' : 'dim';
  return {
    spans: [
      ...(mark === '' ? [] : [span(mark, dim)]),
      span(name, isBroken ? 'red' : null),
      ...used.map(text => span(text, dim)),
    ],
    whole: false,
  };
}
