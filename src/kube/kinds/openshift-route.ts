import { type Infer, integer, intOrString, item, list, object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';

const targetFields = { kind: string, name: string, weight: integer };
const alternateBackend = item(targetFields);
export type OpenShiftTarget = Infer<typeof alternateBackend>;

export const openshiftRoute = defineKind({
  group: 'route.openshift.io',
  kind: 'Route',
  plural: 'routes',
  role: 'route',
  alsoInCore: true,
  schema: withSpec({
    host: string,
    path: string,
    to: object(targetFields),
    alternateBackends: list(alternateBackend),
    port: object({ targetPort: intOrString }),
    tls: object({ termination: string }),
  }),
});
export type OpenShiftRouteBody = BodyOf<typeof openshiftRoute>;
