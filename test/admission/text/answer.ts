import { profiles, rules } from '../../../policies/index.ts';
import { createInMemoryCluster } from '../../../src/admission/live/in-memory-cluster.ts';
import { mutate } from '../../../src/admission/patch/mutate.ts';
import type { Request, ReviewContext } from '../../../src/admission/review/context.ts';
import { validate } from '../../../src/admission/review/validate.ts';
import type { Verdict } from '../../../src/admission/review/verdict.ts';
import { respondMutate, respondValidate } from '../../../src/admission/text/respond.ts';
import { type AdmissionSettings, defaultAdmission } from '../../../src/config/config.ts';
import { createProfileConfigs } from '../../../src/config/profile-configs.ts';
import { defaultSettings } from '../../../src/graph/index/query.ts';
import type { LiveReader } from '../../../src/kube/api-server.ts';
import type { Json } from '../../../src/kube/json.ts';
import { forManifests } from '../../../src/rule.ts';
import { now, object } from '../../support/check.ts';
import { requestOf } from '../../support/simulate.ts';

/** One write to a small cluster. */
export interface Case {
  readonly cluster: readonly Json[];
  /** Written to it afterwards. */
  readonly later?: readonly Json[];
  readonly write: Json;
  readonly admission?: Partial<AdmissionSettings>;
  readonly dryRun?: boolean;
  readonly user?: string;
  readonly live?: LiveReader;
  readonly isSynced?: boolean;
}

export type Answered = ReturnType<typeof respondValidate>;

export function courtOf(one: Case): ReviewContext {
  const cluster = createInMemoryCluster(one.cluster.map(object), defaultSettings);
  for (const value of one.later ?? []) cluster.write(object(value));
  const admission = { ...defaultAdmission, ...one.admission };
  return {
    cluster: { ...cluster, isSynced: () => one.isSynced ?? true, live: one.live ?? cluster.live },
    configs: createProfileConfigs({ admission }, profiles, forManifests(rules)),
    now,
    signal: () => new AbortController().signal,
  };
}

export function requestIn(one: Case, context: ReviewContext): Request {
  const request = requestOf(context.cluster.graph(), object(one.write));
  const user = one.user === undefined ? request.user : { name: one.user, groups: [] };
  return { ...request, user, dryRun: one.dryRun ?? false };
}

export async function verdictOn(
  one: Case,
): Promise<{ readonly verdict: Verdict; readonly answer: Answered }> {
  const context = courtOf(one);
  const request = requestIn(one, context);
  const verdict = await validate(request, context);
  return { verdict, answer: respondValidate(verdict, request) };
}

/** The answers to the API server: of the mutating webhook, then of the validating webhook for the patched object. */
export async function answerTo(one: Case): Promise<string> {
  const context = courtOf(one);
  const request = requestIn(one, context);
  const mutation = await mutate(request, context);
  const patched = respondMutate(mutation);
  const made = { ...request, object: mutation.patch?.object ?? request.object };
  const answer = respondValidate(await validate(made, context), made);
  return [
    ...patched.operations.map(operation => `patch: ${JSON.stringify(operation)}`),
    ...told({ ...patched, warnings: [] }),
    answer.allowed ? 'allowed' : 'admission webhook "validate.ingress-policy.io" denied the request: ',
  ]
    .join('\n')
    .concat(
      answer.message ?? '',
      '\n',
      told(answer)
        .map(line => `${line}\n`)
        .join(''),
    );
}

function told({
  warnings,
  auditAnnotations,
}: Pick<Answered, 'warnings' | 'auditAnnotations'>): readonly string[] {
  return [
    ...warnings.map(text => `Warning: ${text}`),
    ...Object.entries(auditAnnotations).map(([key, value]) => `audit ${key}: ${value}`),
  ];
}
