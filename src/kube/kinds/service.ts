import { boolean, type Infer, intOrString, item, list, number, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { labels } from './metadata.ts';

const servicePort = item(
  { name: string, port: number, targetPort: intOrString, protocol: string, appProtocol: string },
  'port',
);
export type ServicePort = Infer<typeof servicePort>;

export const service = defineKind({
  group: '',
  kind: 'Service',
  plural: 'services',
  role: 'service',
  schema: withSpec({
    type: string,
    clusterIP: string,
    selector: labels,
    ports: list(servicePort),
    publishNotReadyAddresses: boolean,
    externalTrafficPolicy: string,
    internalTrafficPolicy: string,
  }),
});
export type ServiceBody = BodyOf<typeof service>;
