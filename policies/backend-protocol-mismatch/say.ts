import type { PodProtocol } from '../../src/graph/chain/pod-protocol.ts';
import type { UpstreamProtocol } from '../../src/routes/controllers/dialect.ts';

export interface Data {
  readonly controllers: readonly string[];
  readonly sends: UpstreamProtocol;
  readonly workload: string;
  readonly port: number;
  readonly service: string;
  readonly speaks: PodProtocol['speaks'];
  readonly from: PodProtocol['from'];
  /** The object whose field was meant to state the protocol, and does not reach the port. */
  readonly missed: string | null;
}

export function say(data: Data): string {
  const missed =
    data.missed === null ? '' : `; ${data.missed} was meant to change that, and does not reach the port`;
  return `${sender(data.controllers)} ${sent[data.sends]} to port ${data.port} of ${data.workload}, ${evidenceOf(data)}${missed}`;
}

const sender = (controllers: readonly string[]): string =>
  controllers.length === 1
    ? `${controllers[0]} sends`
    : `${controllers.slice(0, -1).join(', ')} and ${controllers.at(-1)} send`;

const sent: Readonly<Record<UpstreamProtocol, string>> = {
  http: 'HTTP/1.1 without TLS',
  https: 'HTTPS',
  h2c: 'HTTP/2 without TLS',
  h2: 'HTTP/2 over TLS',
  fastcgi: 'FastCGI',
  client: 'the bytes of the client',
};

function evidenceOf({ speaks, from, service }: Data): string {
  const protocol = { http: 'HTTP', https: 'HTTPS', http2: 'gRPC' }[speaks];
  switch (from) {
    case 'probe':
      return `whose probe asks that port with ${protocol}`;
    case 'app-protocol':
      return `whose appProtocol in ${service} says ${protocol}`;
    case 'name':
      return `whose name in ${service} says ${protocol}`;
    default:
      return from satisfies never;
  }
}
