import { profiles, rules } from '../../policies/index.ts';
import { createStandIn, withNamespace } from '../../src/admission/live/in-memory-cluster.ts';
import type { Court } from '../../src/admission/review/context.ts';
import { createPolicies } from '../../src/config/profile-configs.ts';
import type { Obj } from '../../src/kube/object.ts';
import { wantsColor } from '../../src/report/paint.ts';
import { formatProblems } from '../../src/report/text.ts';
import { forManifests } from '../../src/rule.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { type ManifestSet, readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { loadPolicy } from '../shared/config-file.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { inOrder } from './apply-order.ts';
import { kubectlLines, type Outcome, summaryLine } from './kubectl-lines.ts';
import { parseReview, type ReviewOptions } from './options.ts';
import { send } from './send.ts';

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
  const given = { ...input, ...(profile === null ? {} : { profile }) };
  const policies = createPolicies(given, profiles, forManifests(rules));
  const cluster = createStandIn(
    stored.map(obj => withNamespace(obj, namespace)),
    policies.under('policy').settings,
  );
  const { signal } = new AbortController();
  const court: Court = { world: cluster, policies, now: io.now(), signal: () => signal };
  return { cluster, court };
}
