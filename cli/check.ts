import { profiles, rules } from '../policies/index.ts';
import { evaluate } from '../src/evaluate.ts';
import { buildGraph } from '../src/graph/graph.ts';
import { scopeOf } from '../src/graph/manifest-world.ts';
import { type Tally, tallyOf } from '../src/graph/tally.ts';
import { type Obj, refKey } from '../src/kube/object.ts';
import { createPolicy, type PolicyInput } from '../src/policy.ts';
import type { Problem, Report } from '../src/report/report.ts';
import type { Finding } from '../src/rule.ts';
import { type ManifestSet, readManifests } from '../src/sources/manifests.ts';
import { nodeFs } from '../src/sources/node-fs.ts';
import type { Sifted } from './baseline.ts';
import type { ExitCode, Io } from './io.ts';
import { misnamedNotes, voidedNotes, type WhereOf } from './notes.ts';
import { type CheckOptions, parseCheck } from './options.ts';
import { loadPolicy } from './policy-file.ts';
import { isAtLeast, printReport, summaryOf } from './report.ts';

/** `ingress-policy check PATH...`: what the manifests would do to the routes in them. */
export async function check(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseCheck(args);
  const input = await loadPolicy(options.config, options.paths);
  const manifests = readManifests(options.paths, nodeFs);
  const { judgement, tally } = judge(manifests, options, input, io.now());
  const isWhole = manifests.objects.length > 0 && !manifests.problems.some(({ is }) => is === 'error');
  const { fresh, known, notes } = await sifted(judgement.findings, isWhole, options);
  const whereOf: WhereOf = ({ origin }, at) => {
    const { file, line } = manifests.locate(origin, at);
    return { file, line };
  };
  const problems = [
    ...manifests.problems,
    ...voidedNotes(judgement, whereOf),
    ...misnamedNotes(manifests.objects, whereOf),
    ...notes,
  ];
  const report = reportOf(manifests, fresh, problems, tally, {
    exempt: judgement.exempt.length,
    baseline: known,
  });
  await printReport(report, rules, options, io);
  if (manifests.objects.length === 0) {
    const kept = options.writeBaseline === null ? '' : `, and ${options.writeBaseline} is not written`;
    io.stderr.write(`ingress-policy: no Kubernetes objects found in ${options.paths.join(', ')}${kept}\n`);
  } else if (!isWhole && options.writeBaseline !== null) {
    io.stderr.write(
      `ingress-policy: ${options.writeBaseline} is not written: some of the input could not be read\n`,
    );
  }
  if (!isWhole) return 2;
  return fresh.some(finding => isAtLeast(finding, options.failOn)) ? 1 : 0;
}

function judge(manifests: ManifestSet, options: CheckOptions, input: PolicyInput, now: Date) {
  const policy = createPolicy(
    { ...input, ...(options.profile === null ? {} : { profile: options.profile }) },
    profiles,
  );
  const scope = scopeOf(manifests.objects, options.world, manifests.unread);
  const graph = buildGraph(manifests.objects, scope, policy.settings);
  return { judgement: evaluate(graph, { rules, policy, now }), tally: tallyOf(graph) };
}

/** Most runs have no baseline, and do not pay for loading it. */
async function sifted(
  findings: readonly Finding[],
  isWhole: boolean,
  options: CheckOptions,
): Promise<Sifted> {
  if (options.baseline === null && options.writeBaseline === null)
    return { fresh: findings, known: 0, notes: [] };
  return (await import('./baseline.ts')).sift(findings, isWhole, options);
}

function reportOf(
  manifests: ManifestSet,
  findings: readonly Finding[],
  problems: readonly Problem[],
  tally: Tally,
  suppressed: Report['suppressed'],
): Report {
  let byKey: Map<string, Obj> | null = null;
  return {
    findings,
    problems,
    suppressed,
    summary: summaryOf(findings, tally),
    locate: manifests.locate,
    line: manifests.line,
    originOf(ref) {
      byKey ??= new Map(manifests.objects.map(obj => [refKey(obj.ref), obj]));
      return byKey.get(refKey(ref))?.origin ?? null;
    },
  };
}
