import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { type DeployPrograms, findDeployPrograms } from './deploy-programs.ts';
import { lackOfForeignCrds } from './foreign-crds.ts';
import { versionOf } from './helm.ts';

declare module 'vitest' {
  interface ProvidedContext {
    deployPrograms: DeployPrograms;
  }
}

/** Finds or builds Helm and cert-manager, once, and where a file runs that needs them. */
// biome-ignore lint/style/noDefaultExport: vitest takes it
export default async function setup({ provide }: TestProject): Promise<void> {
  const say = (text: string) => process.stderr.write(`e2e: ${text}\n`);
  const { programs, missing: lacking } = await findDeployPrograms(say);
  const missing = lacking ?? lackOfForeignCrds('openReports', 'certManager', 'prometheusOperator');
  if (missing !== null) {
    say('');
    say(`SKIPPED, NOT PASSED, what needs it: ${missing}.`);
    say('Put Go on the PATH: it builds Helm and cert-manager once, and fetches the CRDs of others.');
    say('');
    if (process.env.INGRESS_POLICY_E2E === 'required')
      throw new Error(`INGRESS_POLICY_E2E is "required", and what installs it cannot be tested: ${missing}`);
  }
  if (programs.helm !== null) say(`Helm ${versionOf(programs.helm)}, from ${programs.helm}`);
  provide('deployPrograms', programs);
}
