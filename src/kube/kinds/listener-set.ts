import type { ReadableObj, Ref } from '../object.ts';
import { object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { gatewayApi, listeners } from './gateway-api-parts.ts';

/** Further listeners of a Gateway: Gateway API 1.5, apis/v1/listenerset_types.go. */
export const listenerSet = defineKind({
  group: gatewayApi,
  kind: 'ListenerSet',
  plural: 'listenersets',
  role: 'gateway',
  schema: withSpec({
    parentRef: object({ group: string, kind: string, namespace: string, name: string }),
    listeners,
  }),
});
export type ListenerSetBody = BodyOf<typeof listenerSet>;

/** The Gateway whose listeners the ListenerSet extends. */
export function gatewayOfSet({ ref, body }: ReadableObj<ListenerSetBody>): Ref {
  const parent = body.spec?.parentRef;
  return {
    group: gatewayApi,
    kind: 'Gateway',
    namespace: parent?.namespace ?? ref.namespace,
    name: parent?.name ?? '',
  };
}
