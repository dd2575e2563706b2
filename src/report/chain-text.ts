import { formatRef } from '../kube/object.ts';
import type { Chain, Link } from '../rule.ts';
import { type Span, span, type Unit } from './layout.ts';

/**
 * The chain as a path, a unit a link:
 * `Ingress shop/web (shop.example/) ─ Service shop/web port 80 ─✗─ Deployment shop/web`.
 * The mark stands on the step to the link that is not reached; behind the last one where that link has no name,
 * since nothing is there.
 */
export function chainUnits({ links, broken }: Chain): readonly Unit[] {
  const units = links.map((link, index) => linkUnit(link, index, broken === index));
  if (broken === null || broken < links.length) return units;
  return [...units, { spans: [span('─✗', 'red')], whole: true }];
}

function linkUnit(link: Link, index: number, isBroken: boolean): Unit {
  const style = isBroken ? 'red' : null;
  return {
    spans: [
      ...connector(index, isBroken),
      span(formatRef(link.ref), style),
      ...(link.label === '' ? [] : [span(` ${phrase(link.label)}`, style ?? 'dim')]),
      ...(link.exists ? [] : [span(' (not there)', style ?? 'dim')]),
    ],
    whole: false,
  };
}

function connector(index: number, isBroken: boolean): readonly Span[] {
  if (index === 0) return isBroken ? [span('✗ ', 'red')] : [];
  return isBroken ? [span('─✗─ ', 'red')] : [span('─ ', 'dim')];
}

/** `port 80` reads on from the name; a host or path alone does not. */
const phrase = (label: string) => (label.includes(' ') ? label : `(${label})`);
