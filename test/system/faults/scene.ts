import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { createCertificate } from '../../../src/admission/server/certificate.ts';
import type { Json, JsonObject } from '../../../src/kube/json.ts';
import { sound } from '../../laws/admission/apps.ts';
import { type FakeApi, startFakeApi } from '../../support/fake-api.ts';
import { ingress, namespace, service } from '../../support/manifests.ts';
import { until } from '../../support/until.ts';
import { type Ask, type Load, post, startLoad } from './load.ts';
import { type Replica, startReplica } from './replica.ts';

/** A cluster with one application, and two replicas of the webhook. */
export interface Scene {
  readonly api: FakeApi;
  readonly folder: string;
  readonly replicas: Replica[];
  /** Starts another replica and waits until it is ready. */
  start(): Promise<Replica>;
  /** The replicas in the Service's endpoints. */
  readonly endpoints: Set<Replica>;
  load(asks?: readonly Ask[]): Load;
  /** A replica's answer to a review. */
  ask(replica: Replica, body: string): Promise<boolean>;
  /** Mounts another certificate like a Secret: a new folder, to which `..data` is moved. */
  rotate(): Promise<void>;
  end(): Promise<void>;
}

const preStop = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };
const stored = [
  namespace('shop'),
  sound('web', { container: preStop }),
  service('web'),
  ingress('shop', ['web']),
];

export async function openScene(): Promise<Scene> {
  const api = await startFakeApi({ bookmarks: 500 });
  for (const value of stored) put(api, value);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ingress-policy-faults-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  fs.writeFileSync(kubeconfig, api.kubeconfig());
  const certDir = path.join(folder, 'certs');
  fs.mkdirSync(certDir);
  const authorities: string[] = [];
  const rotate = async () => void authorities.push(await mount(certDir, authorities.length));
  await rotate();

  const replicas: Replica[] = [];
  const endpoints = new Set<Replica>();
  const loads: Load[] = [];
  async function start(): Promise<Replica> {
    const replica = await startReplica({ kubeconfig, certDir });
    replicas.push(replica);
    await until(replica.isReady);
    endpoints.add(replica);
    return replica;
  }
  await start();
  await start();
  return {
    api,
    folder,
    replicas,
    endpoints,
    start,
    load(asks = constant) {
      const load = startLoad({
        lanes: 6,
        ports: () => [...endpoints].map(({ port }) => port),
        asks,
        ca: () => authorities,
      });
      loads.push(load);
      return load;
    },
    async ask(replica, body) {
      const agent = new https.Agent();
      const answer = await post(replica.port, agent, body, authorities);
      if (answer.is !== 'answered') throw new Error(`no answer: ${JSON.stringify(answer)}`);
      return answer.allowed;
    },
    rotate,
    async end() {
      await Promise.all(loads.map(load => load.stop()));
      for (const replica of replicas) replica.signal('SIGKILL');
      await Promise.all(replicas.map(({ ended }) => ended));
      await api.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function put(api: FakeApi, value: Json): void {
  api.store.put(structuredClone(value) as never);
}

/** Mounts a self-signed certificate as the kubelet mounts a Secret. */
async function mount(certDir: string, round: number): Promise<string> {
  const { key, cert } = await createCertificate(new Date());
  const data = path.join(certDir, `..${round}`);
  fs.mkdirSync(data);
  fs.writeFileSync(path.join(data, 'tls.key'), key);
  fs.writeFileSync(path.join(data, 'tls.crt'), cert);
  fs.symlinkSync(`..${round}`, path.join(certDir, '..next'));
  fs.renameSync(path.join(certDir, '..next'), path.join(certDir, '..data'));
  if (round === 0) {
    for (const name of ['tls.key', 'tls.crt']) fs.symlinkSync(`..data/${name}`, path.join(certDir, name));
  }
  return cert;
}

/** The review of creating a route. */
export function routeTo(backend: string, name = 'admin'): string {
  const object = ingress(name, [backend]) as JsonObject;
  return reviewOf({ kind: ingressKind, name, object, oldObject: null });
}

interface Asked {
  readonly kind: readonly [group: string, version: string, kind: string];
  readonly name: string;
  readonly object: JsonObject;
  readonly oldObject: JsonObject | null;
}

export function reviewOf({ kind: [group, version, kind], name, object, oldObject }: Asked): string {
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'load',
      kind: { group, version, kind },
      resource: { group, version, resource: `${kind.toLowerCase()}s` },
      name,
      namespace: 'shop',
      operation: oldObject === null ? 'CREATE' : 'UPDATE',
      userInfo: { username: 'jane', groups: ['system:authenticated'] },
      object,
      oldObject,
      dryRun: false,
    },
  });
}

const deploymentKind = ['apps', 'v1', 'Deployment'] as const;
const ingressKind = ['networking.k8s.io', 'v1', 'Ingress'] as const;
const web = sound('web', { container: preStop }) as JsonObject;
const bumped = sound('web', {
  container: { ...preStop, image: 'registry.example/shop/web:2' },
}) as JsonObject;
const route = ingress('shop', ['web']) as JsonObject;
const path_ = { path: '/', pathType: 'prefix', backend: { service: { name: 'web', port: { number: 80 } } } };
const invalid = ingress('shop', [], { spec: { rules: [{ http: { paths: [path_] } }] } }) as JsonObject;
const unprobed = sound('web', { container: { ...preStop, readinessProbe: null } }) as JsonObject;

/** A sound update, and an update that is refused for its own contents: neither makes live reads. */
export const constant: readonly Ask[] = [
  {
    body: reviewOf({ kind: deploymentKind, name: 'web', object: bumped, oldObject: web }),
    allowed: () => true,
  },
  {
    body: reviewOf({ kind: ingressKind, name: 'shop', object: invalid, oldObject: route }),
    allowed: () => false,
  },
];

/** An update whose refusal live reads must confirm. */
export const loses = reviewOf({ kind: deploymentKind, name: 'web', object: unprobed, oldObject: web });
