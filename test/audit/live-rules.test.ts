import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../../cli/audit.ts';
import { check } from '../../cli/check.ts';
import { openScanCluster } from '../../cli/scan-cluster.ts';
import { profiles, rules } from '../../policies/index.ts';
import { createPolicies } from '../../src/policies.ts';
import { severityOf } from '../../src/rule.ts';
import { readManifests } from '../../src/sources/manifests.ts';
import { nodeFs } from '../../src/sources/node-fs.ts';
import { quick } from '../cluster/world.ts';
import { capture } from '../support/capture.ts';
import { fakeOf } from '../support/fake-cluster.ts';

const live = rules.filter(rule => rule.live === true).map(({ id }) => id);
const examples = live.flatMap(rule =>
  fs
    .readdirSync(path.join('policies', rule))
    .filter(file => /^(good|bad)\..*\.yaml$/.test(file))
    .map(file => path.join('policies', rule, file)),
);

interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** As the examples of policies.test.ts, which hold all that an API server says. */
async function told(io: ReturnType<typeof capture>): Promise<readonly string[]> {
  const { findings } = JSON.parse(io.out()) as { findings: readonly Told[] };
  return findings.map(({ rule, severity, message }) => `${severity}: ${message} [${rule}]`).sort();
}

/** The first line of each finding of a .out file, put together again. */
const expected = (file: string) =>
  fs.existsSync(file)
    ? [
        ...fs
          .readFileSync(file, 'utf8')
          .replaceAll('\n    ', ' ')
          .matchAll(/^\S+:\d+:\d+: (.*\])$/gm),
      ]
        .map(match => match[1])
        .sort()
    : [];

test.for(examples)('audit says of %s what its page does, of what it keeps of it', async file => {
  const { objects } = readManifests([file], nodeFs);
  const io = capture();
  await audit(['--kubeconfig', await fakeOf(objects), '--format', 'json'], io);
  expect(await told(io)).toEqual(expected(file.replace(/\.yaml$/, '.out')));
});

test.for(examples)('scan finds in %s what audit finds', async file => {
  const { objects } = readManifests([file], nodeFs);
  const options = { kubeconfig: await fakeOf(objects), context: null, timing: quick, random: () => 0 };
  const cluster = openScanCluster(options);
  const policies = createPolicies({}, profiles, rules);
  const scanned = await cluster.scan(policies, new Date(), new AbortController().signal);
  await cluster.close();
  const findings = scanned.is === 'scanned' ? scanned.findings : [];
  const found = findings.map(({ level, message, rule }) => `${severityOf(level)}: ${message} [${rule}]`);
  expect(found.sort()).toEqual(expected(file.replace(/\.yaml$/, '.out')));
});

test.for(examples)('check says nothing of what runs in %s', async file => {
  const io = capture();
  await check([file, '--format', 'json'], io);
  const said = (JSON.parse(io.out()) as { findings: readonly Told[] }).findings.map(({ rule }) => rule);
  expect(said.filter(rule => live.includes(rule))).toEqual([]);
});
