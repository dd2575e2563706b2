import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plane } from './control-plane.ts';
import { loopbackCertificate } from './credentials.ts';

/** A proxy in front of the API server that delivers every event of a watch late, and all other answers at once. */
export interface LaggingWatch {
  /** The webhook's kubeconfig through the proxy. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

export async function startLaggingWatch(plane: Plane, milliseconds: number): Promise<LaggingWatch> {
  const { cert, key } = await loopbackCertificate();
  const agent = new https.Agent({ ca: plane.cert, keepAlive: true });
  const server = https.createServer({ cert, key }, (asked, answer) => {
    const isWatch = new URL(asked.url ?? '/', plane.server).searchParams.get('watch') !== null;
    const { host: _, ...headers } = asked.headers;
    const request = https.request(
      `${plane.server}${asked.url}`,
      { agent, method: asked.method ?? 'GET', headers },
      response => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        answer.flushHeaders();
        if (!isWatch) {
          response.pipe(answer);
          return;
        }
        response.on('data', (part: Buffer) => {
          void sleep(milliseconds).then(() => answer.write(part));
        });
        response.once('close', () => {
          void sleep(milliseconds).then(() => answer.end());
        });
      },
    );
    request.once('error', () => answer.destroy());
    answer.once('close', () => request.destroy());
    asked.pipe(request);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('a server that listens on a port has one');
  const kubeconfig = path.join(plane.home, `lagging-${at.port}.kubeconfig`);
  const config = JSON.parse(fs.readFileSync(plane.kubeconfigs.webhook, 'utf8'));
  config.clusters[0].cluster = {
    server: `https://127.0.0.1:${at.port}`,
    'certificate-authority-data': Buffer.from(cert).toString('base64'),
  };
  fs.writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  return {
    kubeconfig,
    async close() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
