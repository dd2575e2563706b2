import { anyObject, type Infer, integer, intOrString, item, list, object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

/** v1 has `service`; the removed versions have `serviceName` and `servicePort`. */
const backend = object({
  service: object({ name: string, port: object({ name: string, number: integer }) }),
  resource: anyObject,
  serviceName: string,
  servicePort: intOrString,
});
export type IngressBackend = NonNullable<Infer<typeof backend>>;

export const ingress = defineKind({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  role: 'route',
  removed: { v1beta1: '1.22' },
  formerGroups: { extensions: '1.22' },
  schema: withSpec({
    ingressClassName: string,
    defaultBackend: backend,
    backend,
    rules: list(
      item({
        host: string,
        http: object({ paths: list(item({ path: string, pathType: string, backend })) }),
      }),
    ),
  }),
});
export type IngressBody = BodyOf<typeof ingress>;
