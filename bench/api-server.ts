// node bench/api-server.ts: the time of a write at a real API server without a webhook, with a webhook that only allows,
// and with ours; medians of interleaved rounds. Has the requirements of test/e2e.
import { fork } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Json } from '../src/kube/json.ts';
import { apiOf } from '../test/e2e/api.ts';
import { findBinaries } from '../test/e2e/binaries.ts';
import { startControlPlane } from '../test/e2e/control-plane.ts';
import { checked, kubectlOf } from '../test/e2e/kubectl.ts';
import { configurations } from '../test/e2e/registration.ts';
import { startWebhook } from '../test/e2e/webhook.ts';
import { sound } from '../test/laws/admission/apps.ts';
import { ingress, service } from '../test/support/manifests.ts';
import { median } from './processes.ts';
import { table } from './table.ts';

const found = await findBinaries(text => process.stderr.write(`${text}\n`));
if (found.is === 'missing') throw new Error(found.why);
const plane = await startControlPlane(found.binaries);
const allowing = fork(path.resolve('bench/review-server.ts'), ['allows', '0']);
try {
  const admin = kubectlOf(
    plane.binaries.kubectl,
    plane.kubeconfigs.admin,
    path.join(plane.home, 'kubectl-bench'),
  );
  const webhook = await startWebhook(plane);
  const allows = await new Promise<{ readonly port: number; readonly cert: string }>(resolve =>
    allowing.once('message', message => resolve(message as { port: number; cert: string })),
  );
  const targets = {
    'no webhook': null,
    'one that only allows': { url: `https://127.0.0.1:${allows.port}`, cert: allows.cert },
    'ingress-policy': { url: webhook.url, cert: webhook.cert },
  };
  await checked(admin(['create', 'namespace', 'shop']));
  await checked(admin(['apply', '-f', '-'], { input: [service('web'), ingress('shop', ['web'])] }));
  const api = apiOf(plane);
  const times = new Map<string, number[]>(Object.keys(targets).map(name => [name, []]));
  let image = 0;
  for (let round = 0; round < 4; round++) {
    for (const [name, target] of Object.entries(targets)) {
      const kinds = 'validatingwebhookconfiguration,mutatingwebhookconfiguration';
      await checked(admin(['delete', kinds, 'ingress-policy', '--ignore-not-found']));
      if (target !== null)
        await checked(
          admin(['apply', '-f', '-'], { input: configurations({ ...target, failurePolicy: 'Fail' }) }),
        );
      // The API server reads the webhook configurations every second.
      await new Promise(resolve => setTimeout(resolve, 2500));
      for (let write = 0; write < 120; write++) {
        const value: Json = sound('web', { container: { image: `registry.example/shop/web:${image++}` } });
        const began = performance.now();
        const { status, message } = await api.apply(value);
        if (status >= 300) throw new Error(`${name}: ${message}`);
        if (round > 0 && write >= 20) times.get(name)?.push(performance.now() - began);
      }
    }
  }
  api.close();
  const at = (values: readonly number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
  table(
    ['an apply of a Deployment', 'writes', 'median ms', 'p99 ms'],
    [...times].map(([name, all]) => [name, all.length, median(all).toFixed(1), at(all, 0.99).toFixed(1)]),
  );
  const metrics = await (await fetch(`${webhook.health}/metrics`)).text();
  const rss = Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]) / 1024 / 1024;
  console.log(`\nresident memory of the webhook afterwards: ${rss.toFixed(0)} MiB`);
  await webhook.stop();
} finally {
  allowing.disconnect();
  await plane.stop();
}
