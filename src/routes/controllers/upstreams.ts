import { annotationOf } from '../../kube/metadata.ts';
import type { Obj } from '../../kube/object.ts';
import { pointer } from '../../kube/pointer.ts';
import { isParametric } from '../../kube/text.ts';
import { annotate } from './annotate.ts';
import type { Change, Effective, Field, Upstream, UpstreamProtocol } from './dialect.ts';

/** An annotation as stated. */
export interface StatedText {
  readonly text: string;
  readonly by: Field;
}

/** The first of the objects that has one of the keys. */
export function stated(objects: readonly Obj[], ...keys: readonly string[]): StatedText | null {
  for (const obj of objects) {
    for (const key of keys) {
      const text = annotationOf(obj, key);
      if (text !== null) return { text, by: { obj, at: pointer('metadata', 'annotations', key) } };
    }
  }
  return null;
}

/** The names in a list such as `web, api`. */
export const listed = (text: string): readonly string[] => text.split(',').map(name => name.trim());

export const byDefault = (value: UpstreamProtocol): Effective<UpstreamProtocol> => ({ value, by: null });

/** The protocol of a word; the default for a word that the controller ignores, null for one with a parameter. */
export function fromWord(
  word: StatedText | null,
  words: Readonly<Record<string, UpstreamProtocol | null>>,
  usual: UpstreamProtocol,
): Effective<UpstreamProtocol> | null {
  if (word === null) return byDefault(usual);
  if (isParametric(word.text)) return null;
  const value = Object.hasOwn(words, word.text) ? words[word.text] : usual;
  return value == null ? null : { value, by: word.by };
}

/** The change of one annotation; null for a protocol that no word names. */
export function setting(
  obj: Obj,
  key: string,
  words: Partial<Record<UpstreamProtocol, string>>,
  protocol: UpstreamProtocol,
): Change | null {
  const word = words[protocol];
  return word === undefined
    ? null
    : { title: `Set ${key} to "${word}"`, on: obj, operations: annotate(obj, key, word) };
}

/**
 * Gateway API: HTTP/1.1 unless the Service port states another protocol, TLS only where a BackendTLSPolicy targets the
 * Service or that port, by the port's name (apis/v1/backendtlspolicy_types.go, GEP-1911). A policy that names no port of
 * the Service is meant to, and does nothing.
 */
export function gatewayUpstream({
  route,
  service,
  port,
  tlsPolicies,
}: Upstream): Effective<UpstreamProtocol> {
  if (route.kind === 'TLSRoute' || route.kind === 'TCPRoute') return byDefault('client');
  const refs = tlsPolicies.flatMap(policy =>
    (policy.body.spec?.targetRefs ?? []).map((ref, index) => ({ policy, ref, index })),
  );
  const targets = refs.filter(
    ({ ref }) => (ref.group ?? '') === '' && ref.kind === 'Service' && ref.name === service.ref.name,
  );
  const names = (service.body.spec?.ports ?? []).map(({ name }) => name ?? '');
  const hit = targets.find(({ ref }) => ref.sectionName == null || ref.sectionName === (port.name ?? ''));
  const fieldOf = ({ policy, index }: (typeof refs)[number]): Field => ({
    obj: policy,
    at: pointer('spec', 'targetRefs', index),
  });
  const isGrpc = route.kind === 'GRPCRoute';
  if (hit !== undefined) return { value: isGrpc ? 'h2' : 'https', by: fieldOf(hit) };
  const missed = targets.find(({ ref }) => ref.sectionName != null && !names.includes(ref.sectionName));
  const value = isGrpc || port.appProtocol === 'kubernetes.io/h2c' ? 'h2c' : 'http';
  return missed === undefined ? byDefault(value) : { value, by: null, missed: fieldOf(missed) };
}

/** For a controller that serves Ingresses and Gateway API routes. */
export const byKind =
  (ingress: (to: Upstream) => Effective<UpstreamProtocol> | null) =>
  (to: Upstream): Effective<UpstreamProtocol> | null => {
    switch (to.route.kind) {
      case 'Ingress':
        return ingress(to);
      case 'HTTPRoute':
      case 'GRPCRoute':
      case 'TLSRoute':
      case 'TCPRoute':
        return gatewayUpstream(to);
      case 'Route':
      case 'HTTPProxy':
      case 'IngressRoute':
      case 'VirtualService':
        return null;
      default:
        return to.route.kind satisfies never;
    }
  };
