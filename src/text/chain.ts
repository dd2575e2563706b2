import type { Chain, Link } from '../graph/chain/chain.ts';
import { formatRef } from '../kube/object.ts';
import { visible } from './visible.ts';

/** A link in words. `mark` is the step to the link, `used` the part of the object that the chain uses, with spaces. */
export interface LinkText {
  readonly mark: string;
  readonly name: string;
  readonly used: readonly string[];
  /** Whether the chain breaks before this link. */
  readonly isBroken: boolean;
}

/** Follows the last link where the missing next object has no name. */
export const brokenEnd = '─✗';

/** The links as text. A break is marked on the step to the unreached link. */
export function linkTexts({ links, broken }: Chain): readonly LinkText[] {
  return links.map((link, index) => {
    const isBroken = broken === index;
    return { mark: markOf(index, isBroken), name: formatRef(link.ref), used: usedOf(link), isBroken };
  });
}

export const endsBroken = ({ links, broken }: Chain): boolean => broken !== null && broken >= links.length;

/** `Ingress shop/web (shop.example/) ─ Service shop/web port 80 ─✗─ Deployment shop/web`, on one line. */
export function formatChain(chain: Chain): string {
  const links = linkTexts(chain).map(({ mark, name, used }) => visible(mark + name + used.join('')));
  return [...links, ...(endsBroken(chain) ? [brokenEnd] : [])].join(' ');
}

function markOf(index: number, isBroken: boolean): string {
  if (index === 0) return isBroken ? '✗ ' : '';
  return isBroken ? '─✗─ ' : '─ ';
}

const usedOf = ({ label, exists }: Link) => [
  ...(label === '' ? [] : [` ${phrase(label)}`]),
  ...(exists ? [] : [' (not there)']),
];

/** `port 80` reads well after the name; a single host or path is put in brackets. */
const phrase = (label: string) => (label.includes(' ') ? label : `(${label})`);
