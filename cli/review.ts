import { profiles, rules } from '../policies/index.ts';
import type { Court } from '../src/admission/court.ts';
import { mutate } from '../src/admission/mutate.ts';
import { inOrder } from '../src/admission/orders.ts';
import { createPolicies } from '../src/admission/policies.ts';
import type { Request } from '../src/admission/request.ts';
import { createStandIn, type StandIn, withNamespace } from '../src/admission/stand-in.ts';
import { isUnchanged } from '../src/admission/unchanged.ts';
import { validate } from '../src/admission/validate.ts';
import { respondMutate, respondValidate } from '../src/admission/words/respond.ts';
import { kindOf } from '../src/kube/kinds.ts';
import type { Obj } from '../src/kube/object.ts';
import { wantsColor } from '../src/report/paint.ts';
import { formatProblems } from '../src/report/text.ts';
import { type ManifestSet, readManifests } from '../src/sources/manifests.ts';
import { nodeFs } from '../src/sources/node-fs.ts';
import type { ExitCode, Io } from './io.ts';
import { kubectlLines, type Outcome, summaryLine } from './kubectl-lines.ts';
import { loadPolicy } from './policy-file.ts';
import { parseReview, type ReviewOptions } from './review-options.ts';

/** `ingress-policy review -f PATH`: what a cluster would say to each object, one after the other. */
export async function review(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseReview(args);
  const given = readManifests(options.files, nodeFs, { every: true });
  const before = options.manifests.length === 0 ? null : readManifests(options.manifests, nodeFs);
  const isWhole = [given, ...(before === null ? [] : [before])].map(set => tell(set, io)).every(Boolean);
  if (given.objects.length === 0) {
    io.stderr.write(`ingress-policy: no Kubernetes objects found in ${options.files.join(', ')}\n`);
    return 2;
  }
  const { cluster, court } = await open(before?.objects ?? [], options, io);
  const outcomes: Outcome[] = [];
  const objects = given.objects.map(obj => withNamespace(obj, options.namespace));
  for (const obj of inOrder(objects, options.order)) {
    const outcome = await send(obj, cluster, court, options.dryRun);
    io.stdout.write(kubectlLines(outcome, given.locate(obj.origin, '').file));
    outcomes.push(outcome);
  }
  io.stdout.write(summaryLine(outcomes));
  if (!isWhole) return 2;
  return outcomes.some(({ refusal }) => refusal !== null) ? 1 : 0;
}

/** Says what is wrong with the input; false where some of it could not be read. */
function tell({ problems }: ManifestSet, io: Io): boolean {
  if (problems.length > 0)
    io.stderr.write(formatProblems(problems, { color: wantsColor(io.stderr, io.env), width: 80 }));
  return !problems.some(({ is }) => is === 'error');
}

async function open(stored: readonly Obj[], options: ReviewOptions, io: Io) {
  const { config, profile, files, namespace } = options;
  const input = await loadPolicy(config, files);
  const policies = createPolicies({ ...input, ...(profile === null ? {} : { profile }) }, profiles, rules);
  const cluster = createStandIn(
    stored.map(obj => withNamespace(obj, namespace)),
    policies.under('policy').settings,
  );
  const { signal } = new AbortController();
  const court: Court = { world: cluster, policies, now: io.now(), signal: () => signal };
  return { cluster, court };
}

async function send(obj: Obj, cluster: StandIn, court: Court, dryRun: boolean): Promise<Outcome> {
  const old = cluster.stored(obj.ref);
  const request: Request = {
    uid: 'review',
    operation: old === null ? 'CREATE' : 'UPDATE',
    object: obj,
    old,
    user: { name: 'review', groups: ['system:authenticated'] },
    dryRun,
  };
  const what = old === null ? 'created' : isUnchanged(request) ? 'unchanged' : 'configured';
  // Nobody is asked about kinds that no rule reads.
  if (kindOf(obj.apiVersion, obj.ref.kind) === null) {
    if (!dryRun) cluster.write(obj);
    return { obj, what, dryRun, patched: false, warnings: [], refusal: null };
  }
  const mutation = await mutate(request, court);
  const patched = mutation.patch?.object ?? obj;
  const asked = { ...request, object: patched };
  const verdict = await validate(asked, court);
  const answers = [respondMutate(mutation, request), respondValidate(verdict, asked)] as const;
  if (verdict.allowed && !dryRun) cluster.write(patched);
  return {
    obj,
    what,
    dryRun,
    patched: mutation.patch !== null,
    warnings: answers.flatMap(({ warnings }) => warnings),
    refusal: answers[1].message,
  };
}
