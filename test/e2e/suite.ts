import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import type { User } from './credentials.ts';
import { checked, type Kubectl, kubectlOf, type Ran } from './kubectl.ts';
import { register, startWebhook, type Webhook, type WebhookOptions } from './webhook.ts';

export interface Cluster {
  readonly plane: ControlPlane;
  readonly webhook: Webhook;
  readonly admin: Kubectl;
  as(user: User): Kubectl;
  /** A namespace of this case alone. */
  namespace(name: string, labels?: Readonly<Record<string, string>>): Promise<string>;
  /** `kubectl apply -f -` of the objects, in this order. */
  apply(objects: readonly Json[], ...args: string[]): Promise<Ran>;
  /** The audit log's writes to the namespace, oldest first. */
  audited(namespace: string): readonly Audited[];
}

export interface Audited {
  readonly verb: string;
  readonly user: string;
  readonly resource: string;
  readonly name: string;
  readonly code: number;
  /** The annotations, by their keys without the webhook's name. */
  readonly said: Readonly<Record<string, string>>;
}

export interface SuiteOptions extends WebhookOptions {
  readonly failurePolicy?: 'Fail' | 'Ignore';
}

export const binaries = inject('binaries');
/** Whether Deployments make ReplicaSets here. */
export const hasControllers = binaries?.controllerManager !== null;

/** Cases for one cluster with the registered webhook. Call `cluster()` only inside of a case. */
export function suite(name: string, options: SuiteOptions, cases: (cluster: () => Cluster) => void): void {
  describe.skipIf(binaries === null)(name, () => {
    let cluster: Cluster | null = null;
    beforeAll(async () => {
      if (binaries === null) return;
      const plane = await startControlPlane(binaries);
      try {
        cluster = await open(plane, options);
      } catch (error) {
        await plane.stop();
        throw error;
      }
    });
    afterAll(async () => {
      await cluster?.webhook.stop();
      await cluster?.plane.stop();
    });
    cases(() => {
      if (cluster === null) throw new Error('the control plane has not started');
      return cluster;
    });
  });
}

async function open(plane: ControlPlane, options: SuiteOptions): Promise<Cluster> {
  const as = (user: User) =>
    kubectlOf(plane.binaries.kubectl, plane.kubeconfigs[user], path.join(plane.home, `kubectl-${user}`));
  const admin = as('admin');
  await checked(
    admin(['apply', '--server-side', '-f', path.join(import.meta.dirname, 'ingress-nginx.yaml')]),
  );
  const webhook = await startWebhook(plane, options);
  await register(admin, { ...webhook, failurePolicy: options.failurePolicy ?? 'Fail' });
  let count = 0;
  return {
    ...{ plane, webhook, admin, as },
    async namespace(name, labels = {}) {
      count += 1;
      const full = `${name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .slice(0, 40)}-${count}`;
      const input = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: full, labels } }];
      await checked(admin(['create', '-f', '-'], { input }));
      return full;
    },
    apply: (objects, ...args) => admin(['apply', ...args, '-f', '-'], { input: objects }),
    audited: namespace => auditedIn(plane.auditLog, namespace),
  };
}

function auditedIn(file: string, namespace: string): readonly Audited[] {
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.includes(`"namespace":"${namespace}"`))
    .map(line => JSON.parse(line))
    .map(({ verb, user, objectRef, responseStatus, annotations = {} }) => ({
      verb,
      user: user.username,
      resource: objectRef.resource,
      name: objectRef.name ?? '',
      code: responseStatus?.code ?? 0,
      said: ours(annotations),
    }));
}

const ours = (annotations: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) => {
      const found = /^(?:validate|mutate)\.ingress-policy\.io\/(.+)$/.exec(key);
      return found?.[1] === undefined ? [] : [[found[1], value]];
    }),
  );

/** Waits many times longer than a watch takes to deliver. */
export const settled = () => sleep(250);
