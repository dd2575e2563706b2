import path from 'node:path';
import type { Json } from '../../src/kube/json.ts';
import { waitFor } from './child.ts';
import { checked, type Kubectl, kubectlOf } from './kubectl.ts';
import type { Pod } from './pod.ts';

export const chart = path.resolve('deploy/chart');
/** The name of every release in these tests, and of its objects. */
export const release = 'ingress-policy';
export const releaseNamespace = 'ingress-policy';

export type Values = Readonly<Record<string, Json>>;

/** Helm without the user's own settings, for a cluster. */
export const helmOf = kubectlOf;

/** The output of `helm template`. Not every build of Helm knows a Kubernetes version that the chart accepts. */
export const rendered = async (helm: Kubectl, values: Values): Promise<string> =>
  (
    await checked(
      helm(
        [
          'template',
          release,
          chart,
          '--namespace',
          releaseNamespace,
          '--kube-version',
          '1.30.0',
          '--values',
          '-',
        ],
        {
          text: JSON.stringify(values),
        },
      ),
    )
  ).stdout;

export const install = (helm: Kubectl, values: Values) =>
  checked(
    helm(
      ['install', release, chart, '--namespace', releaseNamespace, '--create-namespace', '--values', '-'],
      { text: JSON.stringify(values) },
    ),
  );

/**
 * Routes the API server's calls from the Service to a pod that is a process on the loopback. An ExternalName changes
 * only the address: the API server still uses the Service's name, which the certificate must have. A port below 1024
 * needs special rights, so the configurations name the pod's port.
 */
export async function route(admin: Kubectl, pod: Pod): Promise<void> {
  const spec = { type: 'ExternalName', externalName: 'localhost' };
  const patch = ['patch', 'service', release, '-n', releaseNamespace, '--type=merge', '-p'];
  await checked(admin([...patch, JSON.stringify({ spec })]));
  const port = [{ op: 'replace', path: '/webhooks/0/clientConfig/service/port', value: pod.port }];
  for (const kind of ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration'])
    await checked(admin(['patch', kind, release, '--type=json', '-p', JSON.stringify(port)]));
  await waitFor('review by the webhook of the release', async () => {
    const before = await reviews(pod);
    await admin(['create', 'service', 'clusterip', 'is-anybody-there', '--tcp=80', '--dry-run=server']);
    await admin([
      'create',
      'deployment',
      'is-anybody-there',
      '--image=registry.example/none:1',
      '--dry-run=server',
    ]);
    const now = await reviews(pod);
    return now.validate > before.validate && now.mutate > before.mutate;
  });
}

export interface Reviews {
  readonly validate: number;
  readonly mutate: number;
}

/** The pod's own count of reviews. */
export async function reviews({ health }: Pod): Promise<Reviews> {
  const text = await (await fetch(`${health}/metrics`)).text();
  const count = (webhook: string) =>
    text
      .split('\n')
      .filter(line => line.startsWith('ingress_policy_reviews_total{') && line.includes(`"${webhook}"`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  return { validate: count('validate'), mutate: count('mutate') };
}
