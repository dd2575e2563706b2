import path from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { applyForeignCrds, type ForeignCrds, lackOfForeignCrds } from './foreign-crds.ts';
import { checked, type Kubectl, kubectlOf } from './kubectl.ts';
import { stopPods } from './pod.ts';
import { helmOf, releaseNamespace } from './release.ts';
import { binaries } from './suite.ts';

/** A cluster before the installation. */
export interface Empty {
  readonly plane: ControlPlane;
  readonly admin: Kubectl;
  readonly helm: Kubectl;
}

export const { helm: helmFile, certManager } = inject('deployPrograms');

export interface DeploySuiteOptions {
  readonly crds?: readonly ForeignCrds[];
  readonly needsCertManager?: boolean;
}

/** Cases before one cluster, with the namespace of the release and the definitions that were asked for. */
export function deploySuite(
  name: string,
  { crds = [], needsCertManager = false }: DeploySuiteOptions,
  cases: (cluster: () => Empty) => void,
): void {
  const lacks =
    binaries === null ||
    helmFile === null ||
    (needsCertManager && certManager === null) ||
    lackOfForeignCrds(...crds) !== null;
  describe.skipIf(lacks)(name, () => {
    let cluster: Empty | null = null;
    beforeAll(async () => {
      if (binaries === null || helmFile === null) return;
      const plane = await startControlPlane(binaries);
      try {
        cluster = await open(plane, helmFile, crds);
      } catch (error) {
        await plane.stop();
        throw error;
      }
    });
    afterAll(async () => {
      await stopPods();
      await cluster?.plane.stop();
    });
    cases(() => {
      if (cluster === null) throw new Error('the control plane has not started');
      return cluster;
    });
  });
}

async function open(plane: ControlPlane, file: string, crds: readonly ForeignCrds[]): Promise<Empty> {
  const admin = kubectlOf(plane.binaries.kubectl, plane.kubeconfigs.admin, path.join(plane.home, 'kubectl'));
  // The other suites' webhook has rights with the names of the chart's.
  await checked(admin(['delete', 'clusterrolebinding,clusterrole', 'ingress-policy']));
  if (crds.length > 0) await applyForeignCrds(admin, ...crds);
  await checked(admin(['create', 'namespace', releaseNamespace]));
  // The strictest Pod Security level: it refuses other pods, and warns about a Deployment of such pods.
  const strict = ['enforce', 'warn'].map(mode => `pod-security.kubernetes.io/${mode}=restricted`);
  await checked(admin(['label', 'namespace', releaseNamespace, ...strict]));
  return { plane, admin, helm: helmOf(file, plane.kubeconfigs.admin, path.join(plane.home, 'helm')) };
}
