import { mapOf, object, string } from '../schema.ts';
import { type BodyOf, defineKind, withSpec } from './define.ts';
import { labels } from './metadata.ts';

const mutualTls = object({ mode: string });

/** Whether Istio's proxies take plain text: istio/api security/v1/peer_authentication.proto. */
export const peerAuthentication = defineKind({
  group: 'security.istio.io',
  kind: 'PeerAuthentication',
  plural: 'peerauthentications',
  role: 'upstream',
  versions: ['v1', 'v1beta1'],
  schema: withSpec({
    selector: object({ matchLabels: labels }),
    mtls: mutualTls,
    portLevelMtls: mapOf(mutualTls),
  }),
});
export type PeerAuthenticationBody = BodyOf<typeof peerAuthentication>;
