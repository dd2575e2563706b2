import { spawnSync } from 'node:child_process';
import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { type Binaries, findBinaries } from './binaries.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where no control plane can be started: every case is then skipped. */
    binaries: Binaries | null;
    versions: string;
  }
}

/** Finds or builds the control plane, once for all files. */
// biome-ignore lint/style/noDefaultExport: vitest takes it
export default async function setup({ provide }: TestProject): Promise<void> {
  const say = (text: string) => process.stderr.write(`e2e: ${text}\n`);
  const found = await findBinaries(say);
  if (found.is === 'missing') {
    say('');
    say(`SKIPPED, NOT PASSED: ${found.why}.`);
    say(
      'Set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl ("setup-envtest use -p path"',
    );
    say('prints one), or put Go on the PATH: it builds them once.');
    say('');
    if (process.env.INGRESS_POLICY_E2E === 'required')
      throw new Error('INGRESS_POLICY_E2E is "required", and there is no control plane');
    provide('binaries', null);
    provide('versions', `nothing: ${found.why}`);
    return;
  }
  const versions = versionsOf(found.binaries);
  say(`from ${found.from}`);
  for (const line of versions) say(line);
  provide('binaries', found.binaries);
  provide('versions', versions.join('; '));
}

function versionsOf({ etcd, apiServer, kubectl, controllerManager }: Binaries): readonly string[] {
  const first = (file: string, ...args: string[]) =>
    spawnSync(file, args, { encoding: 'utf8' }).stdout.split('\n')[0] ?? '';
  return [
    `kube-apiserver: ${first(apiServer, '--version')}`,
    `kube-controller-manager: ${controllerManager === null ? 'none' : first(controllerManager, '--version')}`,
    `etcd: ${first(etcd, '--version')}`,
    `kubectl: ${first(kubectl, 'version', '--client')}`,
    `Node ${process.version}`,
  ];
}
