import { type Infer, integer, item, list, object, string, strings } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

const destinationFields = { host: string, subset: string, port: object({ number: integer }) };
const weighted = item({ destination: object(destinationFields), weight: integer });
const httpRoute = item({
  match: list(item({ uri: object({ exact: string, prefix: string, regex: string }) })),
  route: list(weighted),
  mirror: object(destinationFields),
});
export type VirtualServiceRoute = Infer<typeof httpRoute>;
export type VirtualServiceDestination = NonNullable<Infer<typeof weighted>['destination']>;

/** Of Istio: istio/api networking/v1/virtual_service.proto. */
export const virtualService = defineKind({
  group: 'networking.istio.io',
  kind: 'VirtualService',
  plural: 'virtualservices',
  role: 'route',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  schema: withSpec({
    hosts: strings,
    gateways: strings,
    http: list(httpRoute),
  }),
});
export type VirtualServiceBody = BodyOf<typeof virtualService>;
