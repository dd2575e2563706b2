import https from 'node:https';
import type { AddressInfo } from 'node:net';
import jsonPatch from 'fast-json-patch';
import { expect, test } from 'vitest';
import { type ApplyOrder, inApplyOrder } from '../../../cli/review/apply-order.ts';
import { createInMemoryCluster } from '../../../src/admission/live/in-memory-cluster.ts';
import { createCertificate } from '../../../src/admission/server/certificate.ts';
import { drainOf } from '../../../src/admission/server/drain.ts';
import { respondMutate, respondValidate } from '../../../src/admission/text/respond.ts';
import { defaultSettings } from '../../../src/graph/index/query.ts';
import type { Json, JsonObject } from '../../../src/kube/json.ts';
import { groupOf, type Obj, versionOf } from '../../../src/kube/object.ts';
import { webhook } from '../../admission/server/webhook.ts';
import { brokenApps, nameOf, objectsOf, soundApps } from '../../laws/admission/apps.ts';
import { createCluster } from '../../laws/admission/cluster.ts';
import { object } from '../../support/check.ts';

const tools: readonly ApplyOrder[] = ['helm', 'kubectl'];

interface Response {
  readonly allowed: boolean;
  readonly patch?: string;
  readonly status?: { readonly message: string };
}

test('over HTTPS every small application is answered as the functions answer', async () => {
  const certificate = await createCertificate(new Date());
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: certificate.cert });
  for (const app of [...soundApps, ...brokenApps]) {
    for (const tool of tools) {
      const cluster = createInMemoryCluster([], defaultSettings);
      const { app: server } = webhook({
        cluster,
        tls: certificate,
        responses: { validate: respondValidate, mutate: respondMutate },
      });
      const drain = drainOf(server, { linger: 0, most: 1000 });
      await server.ready();
      await new Promise<void>(resolve => server.server.listen({ port: 0, host: '127.0.0.1' }, resolve));
      const { port } = server.server.address() as AddressInfo;
      const ask = (path: string, obj: Obj, old: Obj | null) =>
        post({ port, path, agent }, reviewOf(obj, old));
      const expected = createCluster();
      for (const given of inApplyOrder(objectsOf(app.objects), tool)) {
        const old = cluster.stored(given.ref);
        const { patch } = await ask('/mutate', given, old);
        const obj = patch === undefined ? given : patched(given, patch);
        const answer = await ask('/validate', obj, old);
        if (answer.allowed) cluster.write(obj);
        const { verdict, refusedBy, obj: meant } = await expected.write(given);
        const where = `${app.name}, ${tool}: ${nameOf(given)}`;
        expect(answer.allowed, where).toBe(verdict.allowed);
        expect(obj.body, where).toEqual(meant.body);
        for (const rule of refusedBy) expect(answer.status?.message, where).toContain(`[${rule}]`);
      }
      await drain.stop();
    }
  }
  agent.destroy();
});

function patched(obj: Obj, patch: string): Obj {
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString()) as jsonPatch.Operation[];
  return object(jsonPatch.applyPatch(obj.body, operations, true, false).newDocument as Json);
}

function reviewOf({ ref, apiVersion, body }: Obj, old: Obj | null): JsonObject {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'order',
      kind: { group: groupOf(apiVersion), version: versionOf(apiVersion), kind: ref.kind },
      resource: { group: ref.group, version: versionOf(apiVersion), resource: `${ref.kind.toLowerCase()}s` },
      name: ref.name,
      namespace: ref.namespace,
      operation: old === null ? 'CREATE' : 'UPDATE',
      userInfo: { username: 'kubernetes-admin', groups: ['system:authenticated'] },
      object: body,
      oldObject: old?.body ?? null,
      dryRun: false,
    },
  };
}

function post(to: https.RequestOptions, review: JsonObject): Promise<Response> {
  const text = JSON.stringify(review);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const call = https.request({ ...to, host: '127.0.0.1', method: 'POST', headers }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve((JSON.parse(body) as { readonly response: Response }).response));
    });
    call.on('error', reject);
    call.end(text);
  });
}
