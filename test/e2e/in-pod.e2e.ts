import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { freePort, startChild, waitFor } from './child.ts';
import { bin } from './command.ts';
import { checked } from './kubectl.ts';
import { type Cluster, suite } from './suite.ts';
import { told } from './told.ts';

/** Whether a process can get its own /run, which needs root on Linux. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/run']).status === 0;
const place = '/run/secrets/kubernetes.io/serviceaccount';

/** The files that a kubelet mounts, for a service account with the role of the webhook. */
async function serviceAccount({ admin, plane }: Cluster): Promise<string> {
  const home = fs.mkdtempSync(path.join(plane.home, 'account-'));
  await checked(admin(['create', 'serviceaccount', 'in-pod', '-n', 'default']));
  const role = ['--clusterrole=ingress-policy', '--serviceaccount=default:in-pod'];
  await checked(admin(['create', 'clusterrolebinding', 'in-pod', ...role]));
  const { stdout: token } = await checked(admin(['create', 'token', 'in-pod', '-n', 'default']));
  const files = { token, 'ca.crt': plane.cert, namespace: 'default' };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(home, name), text);
  return home;
}

/** Runs the program with these files and the environment of a pod. */
function inPod({ plane }: Cluster, account: string, args: readonly string[]) {
  const { hostname, port } = new URL(plane.server);
  const script = `mount -t tmpfs none /run && mkdir -p ${place} && cp "$1"/* ${place} && shift && exec "$@"`;
  return {
    file: 'unshare',
    args: ['-m', 'sh', '-c', script, 'sh', account, process.execPath, bin, ...args],
    env: {
      PATH: process.env.PATH,
      // Not the user's home: its kubeconfig would take precedence.
      HOME: account,
      KUBECONFIG: undefined,
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
    },
  };
}

suite('in a pod, with a service account and no kubeconfig', {}, cluster => {
  test.skipIf(!canMount)(
    'audit reads, and serve watches, the cluster that the pod is a part of',
    async () => {
      const account = await serviceAccount(cluster());
      const audit = inPod(cluster(), account, ['audit', '--format', 'json', '--fail-on', 'never']);
      const { code, stdout, stderr } = await told(audit.file, audit.args, audit);
      expect(code, stderr).toBe(0);
      // Every suite has an ingress controller.
      expect(JSON.parse(stdout).summary.objects).toBeGreaterThan(3);
      expect(stderr).not.toContain('does not answer');

      const healthPort = await freePort();
      const ports = [
        '--port',
        `${await freePort()}`,
        '--health-port',
        `${healthPort}`,
        '--host',
        '127.0.0.1',
      ];
      const serve = inPod(cluster(), account, ['serve', ...ports, '--shutdown-delay', '0']);
      const log = path.join(account, 'serve.log');
      const child = startChild('serve in a pod', serve.file, serve.args, log, { env: serve.env });
      try {
        const isReady = async () => (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).ok;
        await waitFor('/readyz in a pod', isReady, { child, seconds: 30 });
        const metrics = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
        expect(metrics).toMatch(/^ingress_policy_cache_synced\{kind=".*Deployment"\} 1$/m);
      } finally {
        await child.stop();
      }
    },
  );
});
