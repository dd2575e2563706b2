import { profiles, rules } from '../../policies/index.ts';
import { createInMemoryCluster, withNamespace } from '../../src/admission/live/in-memory-cluster.ts';
import type { ReviewContext } from '../../src/admission/review/context.ts';
import { createProfileConfigs } from '../../src/config/profile-configs.ts';
import type { Obj } from '../../src/kube/object.ts';
import { wantsColor } from '../../src/report/paint.ts';
import { formatProblems } from '../../src/report/text.ts';
import { forManifests } from '../../src/rule.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { type ManifestSet, readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { loadConfig } from '../shared/config-file.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { inApplyOrder } from './apply-order.ts';
import { kubectlLines, type Outcome, summaryLine } from './kubectl-lines.ts';
import { parseReview, type ReviewOptions } from './options.ts';
import { send } from './send.ts';

/** `ingress-policy review -f PATH`: a cluster's answer to each object, one after the other. */
export async function review(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseReview(args);
  const manifests = readManifests(options.files, nodeFs, { every: true });
  const before = options.manifests.length === 0 ? null : readManifests(options.manifests, nodeFs);
  const isWhole = [manifests, ...(before === null ? [] : [before])].map(set => tell(set, io)).every(Boolean);
  if (manifests.objects.length === 0) {
    io.stderr.write(`ingress-policy: no Kubernetes objects found in ${options.files.join(', ')}\n`);
    return 2;
  }
  const { cluster, court: context } = await open(before?.objects ?? [], options, io);
  const outcomes: Outcome[] = [];
  const objects = manifests.objects.map(obj => withNamespace(obj, options.namespace));
  for (const obj of inApplyOrder(objects, options.order)) {
    const outcome = await send(obj, cluster, context, options.dryRun);
    io.stdout.write(kubectlLines(outcome, manifests.locate(obj.origin, '').file));
    outcomes.push(outcome);
  }
  io.stdout.write(summaryLine(outcomes));
  if (!isWhole) return 2;
  return outcomes.some(({ refusal }) => refusal !== null) ? 1 : 0;
}

/** Prints the problems of the input; false where a part of the input could not be read. */
function tell({ problems }: ManifestSet, io: Io): boolean {
  if (problems.length > 0)
    io.stderr.write(formatProblems(problems, { color: wantsColor(io.stderr, io.env), width: 80 }));
  return !problems.some(({ is }) => is === 'error');
}

async function open(stored: readonly Obj[], options: ReviewOptions, io: Io) {
  const { config, profile, files, namespace } = options;
  const input = await loadConfig(config, files);
  const given = { ...input, ...(profile === null ? {} : { profile }) };
  const configs = createProfileConfigs(given, profiles, forManifests(rules));
  const cluster = createInMemoryCluster(
    stored.map(obj => withNamespace(obj, namespace)),
    configs.under('policy').settings,
  );
  const { signal } = new AbortController();
  const context: ReviewContext = { cluster, configs, now: io.now(), signal: () => signal };
  return { cluster, court: context };
}
