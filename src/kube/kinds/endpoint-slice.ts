import { boolean, type Infer, item, list, object, string, strings } from '../schema.ts';
import { type BodyOf, defineKind, withFields } from './define.ts';
import { endpointPort, targetRef } from './endpoint-parts.ts';

const endpoint = item({
  addresses: strings,
  /** Absent is true for `ready` and `serving`, and false for `terminating`. */
  conditions: object({ ready: boolean, serving: boolean, terminating: boolean }),
  nodeName: string,
  targetRef,
});
export type Endpoint = Infer<typeof endpoint>;

export const endpointSlice = defineKind({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  role: 'endpoints',
  removed: { v1beta1: '1.25' },
  schema: withFields({ addressType: string, ports: list(endpointPort), endpoints: list(endpoint) }),
});
export type EndpointSliceBody = BodyOf<typeof endpointSlice>;
