import { annotationsWritten, type Reader, readersOf } from '../../src/graph/network/annotations.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { type AnnotationFact, factOf } from '../../src/routes/controllers/dialect.ts';
import type { Preset } from '../../src/routes/controllers/preset.ts';
import { type TimeoutFault, timeoutFaultOf } from '../../src/routes/controllers/timeouts.ts';
import { type Failure, slowerThan, type When } from '../../src/routes/failure.ts';
import { type Certainty, defineRule, evidence, type Fix, type Found, type Level } from '../../src/rule.ts';

interface Data {
  readonly object: string;
  readonly key: string;
  readonly text: string;
  readonly controller: string;
  /** Completes "it must be …". */
  readonly form: string;
  readonly fault: TimeoutFault;
}

export default defineRule({
  id: 'route-timeout-invalid',
  summary: 'a timeout that the controller of a route ignores, rejects or reads as another time',
  subject: 'object',
  chainBreak: null,
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    const written = annotationsWritten(obj);
    if (written.length === 0) return;
    const readers = readersOf(obj, query);
    for (const { key, text, at } of written) {
      const judged = readers.flatMap(reader => judge(reader, obj, key, text) ?? [])[0];
      if (judged === undefined) continue;
      const { preset, fact, fault, isNamed } = judged;
      const { failure, when } = effectOf(fact, fault);
      yield {
        at: { obj, at },
        key,
        data: {
          object: formatRef(obj.ref),
          key,
          text,
          controller: preset.title,
          form: fact.value.title,
          fault,
        },
        failure,
        when,
        certainty: certaintyOf(fact, fault, isNamed),
        limit: limitOf(fact, fault, isNamed),
        broken: 'container',
        evidence: [evidence('fault', obj, at)],
        fix: fixOf(obj, at, text, fact, fault),
      };
    }
  },

  say({ object, key, text, controller, form, fault }) {
    const value = `"${key}" of ${object} is "${text}"`;
    switch (fault.is) {
      case 'ignored': {
        const stays = fault.stays === null ? '' : `, ${fault.stays} s if not configured otherwise`;
        return `${value}, which ${controller} cannot read, so its default applies${stays}; it must be ${form}`;
      }
      case 'rejected':
        return `${value}, for which ${controller} rejects the whole object; it must be ${form}`;
      case 'misread': {
        const reads = `${value}, which ${controller} reads as ${fault.reads}`;
        const meaning = fault.meaning === null ? 'seconds are' : `${fault.meaning} is`;
        return fault.mend === null ? reads : `${reads}; write "${fault.mend.text}" if ${meaning} meant`;
      }
      case 'unknown':
        return `${value}, which ${controller} cannot read; it must be ${form}`;
      default:
        return fault satisfies never;
    }
  },
});

interface Judged {
  readonly preset: Preset;
  readonly fact: AnnotationFact;
  readonly fault: TimeoutFault;
  /** Whether the timeout fails with each controller that the route names, and not only with those that read the key. */
  readonly isNamed: boolean;
}

/** The fault with the first controller that reads the key; null where any of them reads the text as it is meant. */
function judge({ controllers, named }: Reader, obj: Obj, key: string, text: string): Judged | null {
  const judged = controllers.flatMap(preset => {
    const fact = factOf(preset.dialect, key, obj.ref.kind);
    if (fact === null || fact.effect !== 'timeout') return [];
    return [{ preset, fact, fault: timeoutFaultOf(fact, text) }];
  });
  const [first] = judged;
  if (first === undefined) return null;
  const { preset, fact, fault } = first;
  if (fault === null || judged.some(one => one.fault === null)) return null;
  return { preset, fact, fault, isNamed: named.includes(preset) };
}

/** How requests fail, and which. */
function effectOf(fact: AnnotationFact, fault: TimeoutFault): { failure: Failure; when: When } {
  if (fault.is === 'rejected') return { failure: 'not-attached', when: 'always' };
  const waits = fact.waits ?? 'other';
  switch (waits) {
    case 'response':
    case 'send': {
      const seconds = fault.is === 'ignored' ? fault.stays : fault.is === 'misread' ? fault.seconds : null;
      if (seconds === 0) return { failure: 'timed-out', when: 'always' };
      return {
        failure: 'timed-out',
        when: seconds === null ? 'for a share of requests' : slowerThan(seconds),
      };
    }
    case 'connect':
      return { failure: 'dropped', when: 'for a share of requests' };
    case 'tunnel':
      return { failure: 'cut-short', when: 'for a share of requests' };
    case 'other':
      return { failure: 'overloaded', when: 'for a share of requests' };
    default:
      return waits satisfies never;
  }
}

function certaintyOf(fact: AnnotationFact, fault: TimeoutFault, isNamed: boolean): Certainty {
  if (fact.source === null || fault.is === 'unknown') return 'unknown';
  // The time that is meant is a guess.
  return isNamed && fault.is !== 'misread' ? 'proven' : 'likely';
}

/** Refuses only what makes requests to pods fail that are slower than a time that the writer wants to raise. */
function limitOf(fact: AnnotationFact, fault: TimeoutFault, isNamed: boolean): Level | undefined {
  if (fact.source === null || fault.is === 'unknown') return 'audit';
  if (fault.is === 'rejected') return isNamed ? undefined : 'warn';
  if ((fact.waits ?? 'other') === 'other') return 'audit';
  if (fault.is === 'ignored' && fault.mend !== null && !raises(fault)) return 'audit';
  if (fact.waits !== 'response' || !isNamed) return 'warn';
  return fault.mend === null && fault.is === 'ignored' ? 'warn' : undefined;
}

/** Whether the meant time is longer than the one that applies. */
function raises({ stays, mend }: Extract<TimeoutFault, { is: 'ignored' }>): boolean {
  return stays === null || mend === null || mend.seconds === null || mend.seconds > stays;
}

function fixOf(
  obj: Obj,
  path: Pointer,
  value: string,
  fact: AnnotationFact,
  { mend }: TimeoutFault,
): Fix | undefined {
  if (mend === null) return undefined;
  return {
    safety: mend.sure && fact.source !== null ? 'safe' : 'suggestion',
    title: `Write "${mend.text}"`,
    on: obj.ref,
    operations: [
      { op: 'test', path, value },
      { op: 'replace', path, value: mend.text },
    ],
    creates: [],
  };
}
