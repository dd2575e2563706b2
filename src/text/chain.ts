import type { Chain, Link } from '../graph/chain/chain.ts';
import { formatRef } from '../kube/object.ts';
import { visible } from './visible.ts';

/** A link in words. `mark` is the step that leads to it, `used` what the walk used of it, each with its spaces. */
export interface LinkText {
  readonly mark: string;
  readonly name: string;
  readonly used: readonly string[];
  /** The walk ends before it. */
  readonly isBroken: boolean;
}

/** Stands behind the last link where what comes next has no name, since nothing is there. */
export const brokenEnd = '─✗';

/** The mark of a break stands on the step to the link that is not reached. */
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

/** `port 80` reads on from the name; a host or path alone does not. */
const phrase = (label: string) => (label.includes(' ') ? label : `(${label})`);
