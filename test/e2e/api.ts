import fs from 'node:fs';
import https from 'node:https';
import type { Json } from '../../src/kube/json.ts';
import { kinds } from '../../src/kube/kinds.ts';
import type { Plane } from './control-plane.ts';

export interface Answered {
  readonly status: number;
  /** The message of a Status; empty where the answer is an object. */
  readonly message: string;
}

/** Sends writes directly: kubectl takes half a second to start. */
export interface Api {
  /** Server-side apply. */
  apply(value: Json): Promise<Answered>;
  close(): void;
}

export function apiOf({ server, cert, kubeconfigs }: Plane): Api {
  const { users } = JSON.parse(fs.readFileSync(kubeconfigs.admin, 'utf8'));
  const agent = new https.Agent({ ca: cert, keepAlive: true });
  return {
    apply: value =>
      new Promise((resolve, reject) => {
        const request = https.request(
          `${server}${pathOf(value)}?fieldManager=e2e&force=true`,
          {
            agent,
            method: 'PATCH',
            headers: {
              authorization: `Bearer ${users[0].user.token}`,
              'content-type': 'application/apply-patch+yaml',
            },
          },
          response => {
            let text = '';
            response.setEncoding('utf8').on('data', (part: string) => {
              text += part;
            });
            response.on('end', () => resolve(answeredBy(response.statusCode ?? 0, text)));
          },
        );
        request.once('error', reject);
        request.end(JSON.stringify(value));
      }),
    close: () => agent.destroy(),
  };
}

const answeredBy = (status: number, text: string): Answered => ({
  status,
  message: status < 300 ? '' : (JSON.parse(text).message ?? text),
});

function pathOf(value: Json): string {
  const { apiVersion, kind, metadata } = value as {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace: string };
  };
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const known = kinds.find(one => one.kind === kind && one.group === group);
  if (known === undefined) throw new Error(`${apiVersion} ${kind} is no kind of the table`);
  const root = group === '' ? '/api' : '/apis';
  return `${root}/${apiVersion}/namespaces/${metadata.namespace}/${known.plural}/${metadata.name}`;
}
