import { anyList, type Infer, integer, intOrString, item, list, object, string, strings } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { labelSelector } from './metadata.ts';

const peer = item({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: object({ cidr: string, except: strings }),
});
export type NetworkPolicyPeer = Infer<typeof peer>;

const port = item({ protocol: string, port: intOrString, endPort: integer });
export type NetworkPolicyPort = Infer<typeof port>;

const ingressRule = item({ from: list(peer), ports: list(port) });
export type NetworkPolicyRule = Infer<typeof ingressRule>;

export const networkPolicy = defineKind({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  role: 'policy',
  formerGroups: { extensions: '1.16' },
  schema: withSpec({
    podSelector: labelSelector,
    policyTypes: strings,
    ingress: list(ingressRule),
    egress: anyList,
  }),
});
export type NetworkPolicyBody = BodyOf<typeof networkPolicy>;
