import fs from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { deployment, ingress, service } from '../support/manifests.ts';
import { waitFor } from './child.ts';
import { deploySuite } from './deploy-suite.ts';
import { checked, got } from './kubectl.ts';
import { placed } from './place.ts';
import { type Pod, startPod } from './pod.ts';
import { install, release, releaseNamespace } from './release.ts';
import { inVain, onSecrets, requestsOf, writesOf } from './rights.ts';

const auditor = `${release}-audit`;

/**
 * Rights that no case here uses: on Endpoints, for a cluster without EndpointSlices; to create a deleted Lease; on
 * ClusterReports. An apply that creates needs both rights, and the log has one request.
 */
const unseen =
  /^(list endpoints|create leases\.coordination\.k8s\.io|create reports\.openreports\.io|\w+ clusterreports\.openreports\.io)$/;

interface Report {
  readonly results?: readonly { readonly policy: string; readonly result: string }[];
}

deploySuite('the auditor of the chart', { crds: ['openReports'] }, cluster => {
  let pod: Pod;
  beforeAll(async () => {
    const { plane, admin, helm } = cluster();
    await install(helm, { webhook: { enabled: false }, audit: { interval: '10s' } });
    await checked(admin(['create', 'namespace', 'broken']));
    const broken = [deployment('web'), service('web'), ingress('shop', ['web:81'])];
    await checked(admin(['apply', '-f', '-'], { input: broken.map(one => placed(one, { shop: 'broken' })) }));
    pod = await startPod(plane, admin, releaseNamespace, auditor);
  });

  test('it writes a report of what is broken', async () => {
    const { admin } = cluster();
    let report: Report = {};
    await waitFor(
      'Report',
      async () => {
        report = await got<Report>(admin, 'reports.openreports.io', release, '-n', 'broken');
        return true;
      },
      { child: pod.child },
    );
    expect(report.results?.map(({ policy, result }) => `${policy}: ${result}`)).toContain(
      'backend-port-missing: fail',
    );
  });

  test('and takes it away when it is mended', async () => {
    const { admin } = cluster();
    await checked(admin(['delete', 'ingress,service,deployment', '--all', '-n', 'broken']));
    await waitFor('end of the Report', async () => {
      const { stdout } = await checked(admin(['get', 'reports.openreports.io', '-A', '-o', 'name']));
      return stdout === '';
    });
  });

  test('its rights are enough for a scan', () => {
    expect(requestsOf(cluster(), auditor).filter(({ code }) => code === 403)).toEqual([]);
    expect(fs.readFileSync(pod.log, 'utf8')).not.toMatch(/forbidden|-failed"/i);
  });

  test('and it uses each of them: nothing is granted in vain', async () => {
    const others = (await inVain(cluster(), auditor)).filter(right => !unseen.test(right));
    expect(others).toEqual([]);
  });

  test('it writes its Lease and its reports alone, and may read no Secret', async () => {
    const written = (await writesOf(cluster(), auditor)).map(right => right.replace(/^\w+ /, ''));
    expect([...new Set(written)].toSorted()).toEqual([
      'clusterreports.openreports.io',
      'leases.coordination.k8s.io',
      'reports.openreports.io',
    ]);
    expect(await onSecrets(cluster(), auditor)).toEqual([]);
  });

  test('Helm takes its Lease away again', async () => {
    const { admin, helm } = cluster();
    const leases = ['get', 'leases', '-n', releaseNamespace, '-o', 'name'];
    expect((await checked(admin(leases))).stdout).toBe(`lease.coordination.k8s.io/${auditor}\n`);
    await pod.stop();
    await checked(helm(['uninstall', release, '--namespace', releaseNamespace, '--wait']));
    expect((await checked(admin(leases))).stdout).toBe('');
  });
});
