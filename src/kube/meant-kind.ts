import type { Kind } from './kinds/define.ts';
import { groupOf, versionOf } from './object.ts';
import { isTypo } from './typo.ts';

interface Meant {
  readonly kind: Kind;
  readonly typo: 'apiVersion' | 'kind';
}

/** The only built-in kind that can be intended: the right name in a wrong group, or a typo of the name in the right group. */
export function intendedKind(apiVersion: string, name: string, kinds: readonly Kind[]): Meant | null {
  if (!plainVersion.test(apiVersion)) return null;
  const group = groupOf(apiVersion);
  for (const kind of kinds) {
    if (!isBuiltIn(kind.group)) continue;
    if (kind.kind === name && isWrongGroup(group, kind.group)) return { kind, typo: 'apiVersion' };
    const isServed = kind.group === group && kind.versions.includes(versionOf(apiVersion));
    if (isServed && (isNear(name, kind.kind) || name.toLowerCase() === kind.plural))
      return { kind, typo: 'kind' };
  }
  return null;
}

/** Whether the built-in kind never had that version. */
export function isUnknownVersion(apiVersion: string, { group, versions }: Kind): boolean {
  return isBuiltIn(group) && plainVersion.test(apiVersion) && !versions.includes(versionOf(apiVersion));
}

/** An apiVersion of another form is a placeholder, whose later value may fit. */
const plainVersion = /^([a-z0-9.-]+\/)?[a-z0-9]+$/i;

// Groups that hold no custom resource: the group of a custom resource has a dot, and `k8s.io` is Kubernetes' own.
const builtInGroups = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'extensions',
  'networking.k8s.io',
  'discovery.k8s.io',
]);
const isBuiltIn = (group: string) => builtInGroups.has(group);

/** Files of other tools, such as `openslo/v1`, have groups without a dot and kinds such as Service, and are for no cluster. */
function isWrongGroup(group: string, meant: string): boolean {
  if (isBuiltIn(group)) return true;
  if (group.includes('.')) return false;
  if (meant === '') return group === 'core';
  const word = meant.replace(/\..*/, '');
  return group === word || isNear(group, word);
}

function isNear(word: string, meant: string): boolean {
  if (word === meant) return false;
  return (
    isTypo(word, meant) || (meant.length > 3 && (word.slice(0, -1) === meant || meant.slice(0, -1) === word))
  );
}
