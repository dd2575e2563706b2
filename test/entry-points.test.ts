import { expect, test } from 'vitest';
import { audit } from '../cli/audit/audit.ts';
import { check } from '../cli/check/check.ts';
import { profiles, rules } from '../policies/index.ts';
import { createInMemoryCluster } from '../src/admission/live/in-memory-cluster.ts';
import type { ReviewContext } from '../src/admission/review/context.ts';
import { validate } from '../src/admission/review/validate.ts';
import { createProfileConfigs } from '../src/config/profile-configs.ts';
import type { JsonObject } from '../src/kube/json.ts';
import { formatRef, type Obj } from '../src/kube/object.ts';
import type { Finding } from '../src/rule.ts';
import { severityOf } from '../src/rule.ts';
import { nodeFs } from '../src/sources/manifests/node-fs.ts';
import { readManifests } from '../src/sources/manifests/read-manifests.ts';
import { capture } from './support/capture.ts';
import { now } from './support/check.ts';
import { fakeOf } from './support/fake-cluster.ts';

/** The small shop of the README, with a fault of nearly every sort. */
const fixture = 'examples/shop';
const { objects } = readManifests([fixture], nodeFs);

/** The words that only fit files: a cluster has no other input. */
const onFiles = /; no file of this input has it: .*$/;

/** `error backend-port-missing Ingress shop/shop: …` */
interface Told {
  readonly rule: string;
  readonly severity: string | null;
  readonly message: string;
  readonly object: { readonly kind: string; readonly namespace: string | null; readonly name: string };
}

const lines = (findings: readonly Told[]) =>
  findings
    .map(
      ({ rule, severity, message, object: { kind, namespace, name } }) =>
        `${severity} ${rule} ${kind} ${namespace}/${name}: ${message.replace(onFiles, '')}`,
    )
    .sort();

async function checked(): Promise<readonly string[]> {
  const io = capture();
  await check([fixture, '--format', 'json'], io);
  return lines(JSON.parse(io.out()).findings);
}

async function audited(): Promise<readonly string[]> {
  const io = capture();
  await audit(['--kubeconfig', await fakeOf(objects), '--format', 'json'], io);
  return lines(JSON.parse(io.out()).findings);
}

/** What the audit log is told when each object is written again where all of them stand. */
async function reviewed(): Promise<readonly string[]> {
  const configs = createProfileConfigs({ admission: { ...auditOnly } }, profiles, rules);
  const found = new Map<string, Finding>();
  for (const obj of objects) {
    for (const finding of await told(obj, configs)) {
      found.set(`${finding.rule} ${formatRef(finding.at.obj.ref)} ${finding.key}`, finding);
    }
  }
  return lines(
    [...found.values()].map(finding => ({
      ...{ rule: finding.rule, message: finding.message },
      ...{ severity: severityOf(finding), object: finding.at.obj.ref },
    })),
  );
}

const auditOnly = { mode: 'audit', updates: 'lenient', exempt: { users: [], groups: [] } } as const;

async function told(obj: Obj, configs: ReviewContext['configs']): Promise<readonly Finding[]> {
  const cluster = createInMemoryCluster(objects, configs.under('policy').settings);
  const context: ReviewContext = { cluster, configs, now, signal: () => new AbortController().signal };
  const user = { name: 'test', groups: [] };
  const object = {
    ...obj,
    body: { ...obj.body, metadata: { ...metadataOf(obj), annotations: { touched: 'yes' } } },
  };
  const request = { uid: '1', operation: 'UPDATE', object, old: obj, user, dryRun: false } as const;
  return (await validate(request, context)).audited;
}

const metadataOf = ({ body }: Obj) => body.metadata as JsonObject;

test('check, review and audit find the same of the same objects', async () => {
  const atCheck = await checked();
  expect(atCheck.length).toBeGreaterThan(5);
  expect(await audited()).toEqual(atCheck);
  expect(await reviewed()).toEqual(atCheck);
});
