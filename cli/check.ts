import fs from 'node:fs';
import { profiles, rules } from '../policies/index.ts';
import { evaluate, type Judgement } from '../src/evaluate.ts';
import { buildGraph } from '../src/graph/graph.ts';
import { scopeOf } from '../src/graph/manifest-world.ts';
import { type Tally, tallyOf } from '../src/graph/tally.ts';
import { formatRef, type Obj, refKey } from '../src/kube/object.ts';
import { createPolicy, type PolicyInput } from '../src/policy.ts';
import { wantsColor } from '../src/report/paint.ts';
import type { Problem, Report } from '../src/report/report.ts';
import { formatProblems, formatText } from '../src/report/text.ts';
import { type Finding, type Severity, severities, severityOf } from '../src/rule.ts';
import { type ManifestSet, readManifests } from '../src/sources/manifests.ts';
import { nodeFs } from '../src/sources/node-fs.ts';
import type { ExitCode, Io } from './io.ts';
import { type CheckOptions, parseCheck, type Threshold } from './options.ts';
import { loadPolicy } from './policy-file.ts';
import { UsageError } from './usage-error.ts';

/** `ingress-policy check PATH...`: what the manifests would do to the routes in them. */
export async function check(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseCheck(args);
  const input = await loadPolicy(options.config, options.paths);
  const manifests = readManifests(options.paths, nodeFs);
  const { judgement, tally } = judge(manifests, options, input, io.now());
  const { fresh, known } = await sift(judgement.findings, options);
  const problems = [...manifests.problems, ...voided(judgement, manifests)];
  const report = reportOf(manifests, fresh, problems, tally, {
    exempt: judgement.exempt.length,
    baseline: known,
  });
  await print(report, options, io);
  if (manifests.objects.length === 0) {
    io.stderr.write(`ingress-policy: no Kubernetes objects found in ${options.paths.join(', ')}\n`);
    return 2;
  }
  if (problems.some(problem => problem.is === 'error')) return 2;
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

/** Takes out what a baseline knows; with --write-baseline all of it becomes known. */
async function sift(findings: readonly Finding[], options: CheckOptions) {
  if (options.baseline === null && options.writeBaseline === null) return { fresh: findings, known: 0 };
  const { readBaseline, splitByBaseline, writeBaseline } = await import('../src/report/baseline.ts');
  if (options.writeBaseline !== null) {
    write(options.writeBaseline, writeBaseline(findings));
    return { fresh: [], known: findings.length };
  }
  const file = options.baseline ?? '';
  const baseline = readBaseline(read(file));
  if (typeof baseline === 'string') throw new UsageError(`${file}: ${baseline}`);
  const split = splitByBaseline(findings, baseline);
  return { fresh: split.fresh, known: split.known.length };
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: write it first with --write-baseline ${file}`, {
      cause: error,
    });
  }
}

function write(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written`, { cause: error });
  }
}

/** An exemption that does not count leaves its finding, and says why. */
function voided({ voided }: Judgement, manifests: ManifestSet): readonly Problem[] {
  return voided.map(({ finding, why }) => {
    const { obj } = finding.at;
    const place = manifests.locate(obj.origin, '/metadata');
    const message = `the exemption of ${finding.rule} for ${formatRef(obj.ref)} does not count: it ${why}`;
    return { file: place.file, line: place.line, message, is: 'note' };
  });
}

function reportOf(
  manifests: ManifestSet,
  findings: readonly Finding[],
  problems: readonly Problem[],
  tally: Tally,
  suppressed: Report['suppressed'],
): Report {
  let byKey: Map<string, Obj> | null = null;
  const count = (severity: Severity) =>
    findings.filter(finding => severityOf(finding.level) === severity).length;
  return {
    findings,
    problems,
    suppressed,
    summary: { ...tally, errors: count('error'), warnings: count('warning'), infos: count('info') },
    locate: manifests.locate,
    line: manifests.line,
    originOf(ref) {
      byKey ??= new Map(manifests.objects.map(obj => [refKey(obj.ref), obj]));
      return byKey.get(refKey(ref))?.origin ?? null;
    },
  };
}

/** The report goes to standard output whole; what is wrong with the input goes to standard error. */
async function print(report: Report, options: CheckOptions, io: Io): Promise<void> {
  const width = io.stdout.isTTY === true ? Math.min(io.stdout.columns ?? 80, 80) : 80;
  if (report.problems.length > 0) {
    io.stderr.write(formatProblems(report.problems, { color: wantsColor(io.stderr, io.env), width }));
  }
  switch (options.format) {
    case 'text':
      if (report.summary.objects === 0) return;
      io.stdout.write(
        formatText(report, { color: wantsColor(io.stdout, io.env), width, verbose: options.verbose }),
      );
      return;
    case 'json':
      io.stdout.write((await import('../src/report/json.ts')).formatJson(report));
      return;
    case 'sarif':
      io.stdout.write((await import('../src/report/sarif.ts')).formatSarif(report, rules));
      return;
    case 'github':
      io.stdout.write((await import('../src/report/github.ts')).formatGithub(report));
      return;
    default:
      options.format satisfies never;
  }
}

function isAtLeast(finding: Finding, threshold: Threshold): boolean {
  const severity = severityOf(finding.level);
  if (severity === null || threshold === 'never') return false;
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
