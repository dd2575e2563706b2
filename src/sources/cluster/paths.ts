import type { Kind } from '../../kube/kinds.ts';

export interface ObjectName {
  readonly namespace?: string | null;
  readonly name?: string;
}

/** `/apis/apps/v1/namespaces/shop/deployments/web` */
export function pathOf(
  { group, plural }: Pick<Kind, 'group' | 'plural'>,
  version: string,
  { namespace = null, name }: ObjectName = {},
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

export const apiVersionOf = ({ group }: Pick<Kind, 'group'>, version: string) =>
  group === '' ? version : `${group}/${version}`;
