import { profiles, rules } from '../policies/index.ts';
import { unknownName } from '../src/config-words.ts';
import { evaluate, type Judgement } from '../src/evaluate.ts';
import { annotations, rulesNamedBy } from '../src/exempt.ts';
import { buildGraph } from '../src/graph/graph.ts';
import { scopeOf } from '../src/graph/manifest-world.ts';
import { type Tally, tallyOf } from '../src/graph/tally.ts';
import { formatRef, type Obj, refKey } from '../src/kube/object.ts';
import { pointer } from '../src/kube/pointer.ts';
import { createPolicy, type PolicyInput } from '../src/policy.ts';
import { wantsColor } from '../src/report/paint.ts';
import type { Problem, Report } from '../src/report/report.ts';
import { formatProblems, formatText } from '../src/report/text.ts';
import { type Finding, type Severity, severities, severityOf } from '../src/rule.ts';
import { type ManifestSet, readManifests } from '../src/sources/manifests.ts';
import { nodeFs } from '../src/sources/node-fs.ts';
import type { Sifted } from './baseline.ts';
import type { ExitCode, Io } from './io.ts';
import { type CheckOptions, parseCheck, type Threshold } from './options.ts';
import { loadPolicy } from './policy-file.ts';

/** `ingress-policy check PATH...`: what the manifests would do to the routes in them. */
export async function check(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseCheck(args);
  const input = await loadPolicy(options.config, options.paths);
  const manifests = readManifests(options.paths, nodeFs);
  const { judgement, tally } = judge(manifests, options, input, io.now());
  const isWhole = manifests.objects.length > 0 && !manifests.problems.some(({ is }) => is === 'error');
  const { fresh, known, notes } = await sifted(judgement.findings, isWhole, options);
  const problems = [...manifests.problems, ...voided(judgement, manifests), ...misnamed(manifests), ...notes];
  const report = reportOf(manifests, fresh, problems, tally, {
    exempt: judgement.exempt.length,
    baseline: known,
  });
  await print(report, options, io);
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

/** An exemption that does not count leaves its finding, and says why. */
function voided({ voided }: Judgement, manifests: ManifestSet): readonly Problem[] {
  return voided.map(({ finding, why }) => {
    const { obj } = finding.at;
    const place = manifests.locate(obj.origin, '/metadata');
    const message = `the exemption of ${finding.rule} for ${formatRef(obj.ref)} does not count: it ${why}`;
    return { file: place.file, line: place.line, message, is: 'note' };
  });
}

/** An annotation that exempts from a rule that is none silences nothing. */
function misnamed(manifests: ManifestSet): readonly Problem[] {
  const ids = rules.map(rule => rule.id);
  return manifests.objects.flatMap(obj =>
    rulesNamedBy(obj)
      .filter(id => id !== '*' && !ids.includes(id))
      .map(id => {
        const place = manifests.locate(obj.origin, pointer('metadata', 'annotations', annotations.exempt));
        const message = unknownName('rule', id, ids, ` in the exemption of ${formatRef(obj.ref)}`);
        return { file: place.file, line: place.line, message, is: 'note' } as const;
      }),
  );
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
  const width = widthOf(io.stdout);
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

/** A terminal without a size says 0; below 40 columns a line holds too little. */
function widthOf({ isTTY, columns = 0 }: Io['stdout']): number {
  return isTTY === true && columns > 0 ? Math.max(Math.min(columns, 80), 40) : 80;
}

function isAtLeast(finding: Finding, threshold: Threshold): boolean {
  const severity = severityOf(finding.level);
  if (severity === null || threshold === 'never') return false;
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
