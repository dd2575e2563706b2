import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../../cli/audit/audit.ts';
import { check } from '../../../cli/check/check.ts';
import { openScanCluster } from '../../../cli/scan/scan-cluster.ts';
import { rules } from '../../../policies/index.ts';
import { type Finding, severityOf } from '../../../src/rule.ts';
import { nodeFs } from '../../../src/sources/manifests/node-fs.ts';
import { readManifests } from '../../../src/sources/manifests/read-manifests.ts';
import { capture } from '../../support/capture.ts';
import { startFakeApi } from '../../support/fake-api.ts';
import { fakeOf } from '../../support/fake-cluster.ts';
import type { Written } from '../../support/fake-store.ts';
import { scanning } from './scanning.ts';

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

/** Like the examples of policies.test.ts, which have all fields of an API server. */
async function told(io: ReturnType<typeof capture>): Promise<readonly string[]> {
  const { findings } = JSON.parse(io.out()) as { findings: readonly Told[] };
  return findings.map(({ rule, severity, message }) => `${severity}: ${message} [${rule}]`).sort();
}

/** The first line of each finding of a .out file, unwrapped. */
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
  const api = await startFakeApi();
  onTestFinished(() => api.close());
  for (const { body } of readManifests([file], nodeFs).objects) api.store.put(body as unknown as Written);
  const found: string[] = [];
  const once = await scanning(api, ['--once'], {
    open(options) {
      const cluster = openScanCluster(options);
      return {
        ...cluster,
        async scan(...args) {
          const scanned = await cluster.scan(...args);
          if (scanned.is === 'scanned') found.push(...scanned.findings.map(toldOf));
          return scanned;
        },
      };
    },
  });
  expect(await once.ended).toBe(0);
  expect(found.sort()).toEqual(expected(file.replace(/\.yaml$/, '.out')));
});

const toldOf = (finding: Finding) => `${severityOf(finding)}: ${finding.message} [${finding.rule}]`;

test.for(examples)('check says nothing of what runs in %s', async file => {
  const io = capture();
  await check([file, '--format', 'json'], io);
  const said = (JSON.parse(io.out()) as { findings: readonly Told[] }).findings.map(({ rule }) => rule);
  expect(said.filter(rule => live.includes(rule))).toEqual([]);
});
