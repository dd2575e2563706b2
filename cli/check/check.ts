import { profiles, rules } from '../../policies/index.ts';
import { type ConfigInput, createConfig } from '../../src/config/config.ts';
import { type Coverage, coverageOf } from '../../src/graph/chain/coverage.ts';
import { buildGraph } from '../../src/graph/index/graph.ts';
import { manifestScopeOf } from '../../src/graph/index/scope.ts';
import { brokenChains } from '../../src/judge/broken-chains.ts';
import { type Evaluation, evaluate } from '../../src/judge/evaluate.ts';
import { type Obj, refKey } from '../../src/kube/object.ts';
import type { Problem, Report } from '../../src/report/report.ts';
import { type Finding, forManifests } from '../../src/rule.ts';
import { nodeFs } from '../../src/sources/manifests/node-fs.ts';
import { type ManifestSet, readManifests } from '../../src/sources/manifests/read-manifests.ts';
import { loadConfig } from '../shared/config-file.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { atObject, misnamedNotes, voidedNotes, type WhereOf } from '../shared/notes.ts';
import { fails, printProblems, printReport, summaryOf } from '../shared/report.ts';
import type { BaselineResult } from './baseline.ts';
import { type CheckOptions, parseCheck } from './options.ts';

const written = forManifests(rules);

/** `ingress-policy check PATH...`: the findings of manifests. */
export async function check(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseCheck(args);
  const input = await loadConfig(options.config, options.paths);
  const manifests = readManifests(options.paths, nodeFs);
  const judged = await judge(manifests, options, input, io);
  const { evaluation } = judged;
  const unread = [...manifests.problems, ...judged.problems];
  const isWhole = manifests.objects.length > 0 && !unread.some(({ is }) => is === 'error');
  const { fresh, known, notes } = await sifted(evaluation.findings, isWhole, options);
  const whereOf = whereIn(manifests);
  const problems = [
    ...unread,
    ...voidedNotes(evaluation, whereOf),
    ...misnamedNotes(manifests.objects, whereOf),
    ...notes,
  ];
  const suppressed = { exempt: evaluation.exempt.length, baseline: known };
  const report = reportOf(manifests, judged, fresh, problems, suppressed);
  // The summary of an empty input would look like that of manifests without faults.
  if (manifests.objects.length === 0 && options.format === 'text') printProblems(problems, io);
  else await printReport(report, written, options, io);
  if (manifests.objects.length === 0) {
    const kept = options.writeBaseline === null ? '' : `, and ${options.writeBaseline} is not written`;
    io.stderr.write(`ingress-policy: no Kubernetes objects found in ${options.paths.join(', ')}${kept}\n`);
  } else if (!isWhole && options.writeBaseline !== null) {
    io.stderr.write(
      `ingress-policy: ${options.writeBaseline} is not written: some of the input could not be read\n`,
    );
  }
  if (!isWhole) return 2;
  return fails(fresh, problems, options.failOn) ? 1 : 0;
}

interface Judged {
  readonly evaluation: Evaluation;
  readonly coverage: Coverage;
  readonly problems: readonly Problem[];
  /** The judged objects; with a cluster each has its namespace. */
  readonly objects: readonly Obj[];
}

async function judge(
  manifests: ManifestSet,
  { profile, scope: world, cluster }: CheckOptions,
  input: ConfigInput,
  io: Io,
): Promise<Judged> {
  const { objects, unread } = manifests;
  const config = createConfig({ ...input, ...(profile === null ? {} : { profile }) }, profiles);
  if (cluster !== null && objects.length > 0) {
    const { previewWithCluster } = await import('./with-cluster.ts');
    return previewWithCluster(manifests, cluster, config, io);
  }
  const graph = buildGraph(objects, manifestScopeOf(objects, world, unread), config.settings);
  const evaluation = evaluate(graph, { rules: written, config, now: io.now() });
  const coverage = coverageOf(graph, { isBroken: brokenChains(evaluation.findings) });
  return { evaluation, coverage, problems: [], objects };
}

/** Loads the baseline code on demand: most runs have no baseline. */
async function sifted(
  findings: readonly Finding[],
  isWhole: boolean,
  options: CheckOptions,
): Promise<BaselineResult> {
  if (options.baseline === null && options.writeBaseline === null)
    return { fresh: findings, known: 0, notes: [] };
  return (await import('./baseline.ts')).applyBaseline(findings, isWhole, options);
}

/** Objects of the cluster have no file. */
function whereIn({ locate }: ManifestSet): WhereOf {
  return (obj, at) => {
    if (obj.origin.from !== 'file') return atObject(obj);
    const { file, line } = locate(obj.origin, at);
    return { file, line };
  };
}

function reportOf(
  { locate, line }: ManifestSet,
  { objects, coverage }: Judged,
  findings: readonly Finding[],
  problems: readonly Problem[],
  suppressed: Report['suppressed'],
): Report {
  let byKey: Map<string, Obj> | null = null;
  return {
    findings,
    problems,
    suppressed,
    summary: summaryOf(findings, problems, coverage),
    locate: (origin, at) => (origin.from === 'file' ? locate(origin, at) : null),
    line,
    originOf(ref) {
      byKey ??= new Map(objects.map(obj => [refKey(obj.ref), obj]));
      return byKey.get(refKey(ref))?.origin ?? null;
    },
  };
}
