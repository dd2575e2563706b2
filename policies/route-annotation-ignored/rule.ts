import { serviceOf } from '../../src/graph/chain/routing.ts';
import type { Query } from '../../src/graph/index/query.ts';
import {
  type Annotation,
  annotationAt,
  annotationsWritten,
  type Reader,
  readersOf,
} from '../../src/graph/network/annotations.ts';
import { annotationsOf } from '../../src/kube/metadata.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import type { Operation } from '../../src/kube/pointer.ts';
import { type Failure, slowerThan, type When } from '../../src/routes/failure.ts';
import { defineRule, evidence, type Fix, type Found, type Level } from '../../src/rule.ts';
import { foreignReason } from './foreign.ts';
import { isCopied, ownReason } from './own.ts';
import { isSerious, type Reason } from './reason.ts';
import { type Data, say } from './say.ts';

/** A route of Gateway API takes other annotations, which the dialects do not hold. */
const kinds = new Set(['Ingress', 'Service', 'Route']);

export default defineRule({
  id: 'route-annotation-ignored',
  summary: 'an annotation that the controller of a route does not read',
  subject: 'object',
  chainBreak: null,
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    if (!kinds.has(obj.ref.kind)) return;
    const written = annotationsWritten(obj);
    if (written.length === 0) return;
    const readers = readersOf(obj, query).filter(({ route }) => kinds.has(route.kind));
    for (const annotation of written) {
      for (const reader of readers) {
        const reason = reasonOf(annotation, obj, reader, query);
        if (reason === null) continue;
        yield found(annotation, obj, reader, reason);
        break;
      }
    }
  },

  say,
});

function reasonOf(annotation: Annotation, obj: Obj, reader: Reader, query: Query): Reason | null {
  const reason = ownReason(annotation, obj, reader);
  if (reason === null) return foreignReason(annotation, reader, query);
  return reason.is === 'misplaced' && isCopied(annotation.key, placesOf(obj, reader, query)) ? null : reason;
}

/** The annotations of the objects on the other side: of the Services of a route, or of the route of a Service. */
function placesOf(obj: Obj, { route }: Reader, query: Query) {
  if (route.obj !== obj) return [annotationsOf(route.obj)];
  return route.backends.map(backend => {
    const service = serviceOf(backend, query);
    return service.is === 'found' ? annotationsOf(service.value) : {};
  });
}

function found({ key, text, at }: Annotation, obj: Obj, reader: Reader, reason: Reason): Found<Data> {
  const { named, controllers } = reader;
  const served = reason.is === 'foreign' ? named : controllers;
  return {
    at: { obj, at },
    key,
    data: {
      object: formatRef(obj.ref),
      kind: obj.ref.kind,
      key,
      text,
      controllers: served.map(({ title }) => title),
      reason,
    },
    ...effectOf(reason),
    certainty: isVerified(reason) ? 'likely' : 'unknown',
    limit: limitOf(reason),
    broken: 'container',
    evidence: [
      evidence('fault', obj, at),
      ...(reason.is === 'no-effect'
        ? reason.because.map(one => evidence('fault', obj, annotationAt(one)))
        : []),
      ...(reason.is === 'foreign' ? [evidence('routing', obj, '/spec/ingressClassName')] : []),
    ],
    fix: fixOf(obj, key, text, reason),
  };
}

const isVerified = (reason: Reason) => reason.is === 'no-effect' || reason.fact.source !== null;

function limitOf(reason: Reason): Level {
  if (reason.is === 'no-effect' || !isVerified(reason)) return 'audit';
  if (reason.is === 'unreadable') {
    if (reason.fact.unreadable === 'route-rejected') return 'warn';
    if (reason.fact.unreadable === 'unknown') return 'audit';
  }
  return isSerious(reason.fact) ? 'warn' : 'audit';
}

/** What the setting should prevent. For the rest no request fails for this reason. */
function effectOf(reason: Reason): { failure: Failure; when: When } {
  if (reason.is === 'no-effect') return none;
  const { fact } = reason;
  if (reason.is === 'unreadable' && fact.unreadable === 'route-rejected')
    return { failure: 'not-attached', when: 'always' };
  switch (fact.effect) {
    case 'protocol':
      return { failure: 'cut-short', when: 'always' };
    case 'buffers':
      return { failure: 'cut-short', when: 'for a share of requests' };
    case 'timeout': {
      const usual = (reason.is === 'foreign' ? reason.own[0] : fact)?.default;
      const isAnswer = fact.waits === 'response' && typeof usual === 'number';
      return { failure: 'timed-out', when: isAnswer ? slowerThan(usual) : 'for a share of requests' };
    }
    default:
      return none;
  }
}

const none = { failure: 'idle', when: 'always' } as const;

function fixOf(obj: Obj, key: string, text: string, reason: Reason): Fix | undefined {
  const path = annotationAt(key);
  const before: Operation = { op: 'test', path, value: text };
  const suggest = (title: string, ...operations: readonly Operation[]): Fix => ({
    safety: 'suggestion',
    title,
    on: obj.ref,
    operations: [before, ...operations],
    creates: [],
  });
  switch (reason.is) {
    case 'foreign': {
      if (reason.mend === null) return undefined;
      const { key: own, text: value } = reason.mend;
      return suggest(`Add "${own}"`, { op: 'add', path: annotationAt(own), value });
    }
    case 'misspelt': {
      const { key: meant, value } = reason.fact;
      if (value.parse(text) === null) return undefined;
      return suggest(
        `Write "${meant}"`,
        { op: 'remove', path },
        { op: 'add', path: annotationAt(meant), value: text },
      );
    }
    case 'unreadable': {
      const meant = reason.fact.value.repair?.(text) ?? null;
      return meant === null ? undefined : suggest(`Write "${meant}"`, { op: 'replace', path, value: meant });
    }
    case 'misplaced':
    case 'no-effect':
      return undefined;
    default:
      return reason satisfies never;
  }
}
