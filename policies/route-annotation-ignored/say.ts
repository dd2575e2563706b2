import { type AnnotationFact, nameOfKey } from '../../src/routes/controllers/dialect.ts';
import type { Reason } from './reason.ts';

export interface Data {
  readonly object: string;
  readonly kind: string;
  readonly key: string;
  readonly text: string;
  /** The controllers of the route. */
  readonly controllers: readonly string[];
  readonly reason: Reason;
}

export function say({ object, kind, key, text, controllers, reason }: Data): string {
  const subject = `"${key}" of ${object}`;
  switch (reason.is) {
    case 'foreign':
      return `${subject} is an annotation of ${reason.owner.title}, and ${controllers.join(' or ')} serves the route; it reads ${reason.mend === null ? keys(reason.own) : `"${reason.mend.key}"`}`;
    case 'misspelt':
      return `${subject} is no annotation of ${reason.preset.title}; "${reason.fact.key}" is`;
    case 'misplaced':
      return `${subject} has no effect: ${reason.preset.title} reads it from ${places(reason.fact)}, and not from ${article(kind)}`;
    case 'unreadable': {
      const value = `${subject} is "${text}", which ${reason.preset.title} cannot read`;
      const must = `it must be ${reason.fact.value.title}`;
      switch (reason.fact.unreadable) {
        case 'default':
          return `${value}, so its default applies${reason.fact.default === null ? '' : `, "${reason.fact.default}" if not configured otherwise`}; ${must}`;
        case 'route-rejected':
          return `${value}, and it rejects the whole object; ${must}`;
        case 'other-meaning':
        case 'unknown':
          return `${value}; ${must}`;
        default:
          return reason.fact.unreadable satisfies never;
      }
    }
    case 'no-effect':
      return `${subject} is "${text}", ${reason.says}`;
    default:
      return reason satisfies never;
  }
}

const most = 2;

/** A few keys, each name once: one controller has several prefixes. */
function keys(facts: readonly AnnotationFact[]): string {
  const byName = new Map<string, string>();
  for (const { key } of facts) {
    const name = nameOfKey(key);
    if (!byName.has(name)) byName.set(name, key);
  }
  const quoted = [...byName.values()].map(key => `"${key}"`);
  const shown = quoted.slice(0, most);
  return quoted.length > most ? `${shown.join(', ')} and others` : shown.join(' and ');
}

function places({ on }: AnnotationFact): string {
  return on.map(kind => (kind === 'ConfigMap' ? 'its ConfigMap alone' : `the ${kind}`)).join(' or ');
}

const article = (kind: string) => (/^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`);
