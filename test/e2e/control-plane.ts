import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Binaries } from './binaries.ts';
import { type Child, freePort, startChild, waitFor } from './child.ts';
import {
  createTokens,
  loopbackCertificate,
  serviceAccountKeys,
  tokenFile,
  type User,
  writeKubeconfigs,
} from './credentials.ts';
import { applyFolder, checked, kubectlOf } from './kubectl.ts';

/** The addresses and files of a control plane; plain data, so that it can be passed to a test's process. */
export interface Plane {
  readonly home: string;
  readonly server: string;
  readonly cert: string;
  readonly kubeconfigs: Readonly<Record<User, string>>;
  readonly auditLog: string;
  readonly binaries: Binaries;
}

export interface ControlPlane extends Plane {
  /** Kills only the API server, or stops it with the signal, and starts it again on the same port. */
  restartApiServer(signal?: NodeJS.Signals): Promise<void>;
  readonly apiServer: Child;
  stop(): Promise<void>;
}

/** Starts etcd, the API server and the controllers on the loopback, with a folder that is removed at the end. */
export async function startControlPlane(binaries: Binaries): Promise<ControlPlane> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ingress-policy-e2e-'));
  const children: Child[] = [];
  const start = (name: string, file: string, args: readonly string[]) => {
    const child = startChild(name, file, args, path.join(home, `${name}.log`), { cwd: home });
    children.push(child);
    return child;
  };
  const clear = () => fs.rmSync(home, { recursive: true, force: true });
  process.once('exit', clear);
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop();
    process.off('exit', clear);
    clear();
  };
  try {
    const etcd = await startEtcd(start, binaries.etcd, home);
    const port = await freePort();
    const { cert, key } = await loopbackCertificate();
    const tokens = createTokens();
    const accounts = serviceAccountKeys();
    write(home, {
      'server.crt': cert,
      'server.key': key,
      'accounts.key': accounts.key,
      'accounts.pub': accounts.pub,
      'tokens.csv': tokenFile(tokens),
      'audit.json': JSON.stringify(auditPolicy),
    });
    const server = `https://127.0.0.1:${port}`;
    const launch = async () => {
      const child = start('kube-apiserver', binaries.apiServer, apiServerArgs(home, port, etcd));
      await waitFor('/readyz of the API server', () => isReady(`${server}/readyz`, cert), { child });
      return child;
    };
    let apiServer = await launch();
    const kubeconfigs = writeKubeconfigs(home, server, cert, tokens);
    const admin = kubectlOf(binaries.kubectl, kubeconfigs.admin, path.join(home, 'kubectl'));
    await applyFolder(admin, path.join(import.meta.dirname, 'crds'));
    await checked(admin(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']));
    await applyFolder(admin, path.join(import.meta.dirname, 'rbac'));
    if (binaries.controllerManager !== null)
      start('kube-controller-manager', binaries.controllerManager, await managerArgs(home, kubeconfigs));
    return {
      ...{ home, server, cert, kubeconfigs, binaries, auditLog: path.join(home, 'audit.log') },
      get apiServer() {
        return apiServer;
      },
      async restartApiServer(signal = 'SIGKILL') {
        await apiServer.stop(signal);
        apiServer = await launch();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type StartNamed = (name: string, file: string, args: readonly string[]) => Child;

function write(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files))
    fs.writeFileSync(path.join(home, name), text, { mode: 0o600 });
}

/** Starts etcd and returns its URL. */
async function startEtcd(start: StartNamed, file: string, home: string): Promise<string> {
  const [client, peer] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const child = start('etcd', file, [
    `--data-dir=${path.join(home, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--log-level=warn',
    // The data need not survive a crash of the machine.
    '--unsafe-no-fsync',
  ]);
  await waitFor('health of etcd', async () => (await fetch(`${client}/health`)).ok, { child });
  return client;
}

const apiServerArgs = (home: string, port: number, etcd: string) => {
  const at = (file: string) => path.join(home, file);
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/16',
    `--cert-dir=${at('certs')}`,
    `--tls-cert-file=${at('server.crt')}`,
    `--tls-private-key-file=${at('server.key')}`,
    `--token-auth-file=${at('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${at('accounts.pub')}`,
    `--service-account-signing-key-file=${at('accounts.key')}`,
    '--disable-admission-plugins=ServiceAccount',
    `--audit-log-path=${at('audit.log')}`,
    `--audit-policy-file=${at('audit.json')}`,
  ];
};

/** The controllers that make objects from objects that rules read, and the garbage collection. */
const controllers = [
  'deployment-controller',
  'replicaset-controller',
  'statefulset-controller',
  'daemonset-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'horizontal-pod-autoscaler-controller',
  'namespace-controller',
  'garbage-collector-controller',
];

async function managerArgs(home: string, kubeconfigs: Plane['kubeconfigs']): Promise<readonly string[]> {
  return [
    `--kubeconfig=${kubeconfigs.manager}`,
    `--controllers=${controllers.join(',')}`,
    // Each controller has its own account of kube-system, as in a real cluster.
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${path.join(home, 'accounts.key')}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${await freePort()}`,
    `--cert-dir=${path.join(home, 'manager-certs')}`,
  ];
}

const atTheEnd = { level: 'Metadata', omitStages: ['RequestReceived', 'ResponseStarted'] };

/** Logs only writes, whose metadata has the webhooks' annotations, and every request of the webhook. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  rules: [
    { ...atTheEnd, verbs: ['create', 'update', 'patch', 'delete'] },
    { ...atTheEnd, users: ['ingress-policy'] },
    // The service accounts of a release. Their watches end only with the test.
    {
      level: 'Metadata',
      omitStages: ['RequestReceived'],
      userGroups: ['system:serviceaccounts:ingress-policy'],
    },
    { level: 'None' },
  ],
};

/** Whether a GET is answered with 200. */
export function isReady(url: string, ca: string): Promise<boolean> {
  return new Promise(resolve => {
    const request = https.get(url, { ca, timeout: 2000 }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
