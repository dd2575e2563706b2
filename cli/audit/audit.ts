import { profiles, rules } from '../../policies/index.ts';
import { type Audit, auditCluster } from '../../src/audit/audit.ts';
import type { PossibleHalf } from '../../src/audit/scan/scanned.ts';
import { createProfileConfigs, type ProfileConfigs } from '../../src/config/profile-configs.ts';
import { nearestName } from '../../src/config/words.ts';
import { coverageOf } from '../../src/graph/chain/coverage.ts';
import type { Graph } from '../../src/graph/index/graph.ts';
import { brokenChains } from '../../src/judge/broken-chains.ts';
import { formatRef, type Obj, type Ref } from '../../src/kube/object.ts';
import { wantsColor } from '../../src/report/paint.ts';
import type { Problem, Report } from '../../src/report/report.ts';
import { formatChains } from '../../src/report/ways-text.ts';
import { isRouteKind } from '../../src/routes/route-kinds.ts';
import type { Finding } from '../../src/rule.ts';
import type { ClusterRead } from '../../src/sources/cluster/read-cluster.ts';
import type { ClusterReader, ClusterReaderOptions } from '../shared/cluster-reader.ts';
import { loadConfig } from '../shared/config-file.ts';
import type { ExitCode, Io } from '../shared/io.ts';
import { othersThan } from '../shared/known-namespaces.ts';
import { atCluster, atObject, misnamedNotes, voidedNotes } from '../shared/notes.ts';
import { progressLine } from '../shared/progress.ts';
import { fails, printProblems, printReport, summaryOf, widthOf } from '../shared/report.ts';
import { UsageError } from '../shared/usage-error.ts';
import { type AuditOptions, parseAudit } from './options.ts';
import { shownChains } from './route-chains.ts';
import { isNamed, type RouteName } from './route-name.ts';

/** `ingress-policy audit [ROUTE]`: the broken and the endangered routes of a running cluster. */
export async function audit(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseAudit(args);
  const configs = await policiesFor(options);
  const { openReader, graphOfRead, lacksOf } = await import('../shared/cluster-reader.ts');
  const read = await readWhole(openReader, options, io);
  const graph = graphOfRead(read, configs.under('policy').settings);
  const found = auditCluster(graph, configs, io.now());
  const lacks = lacksOf(read).map(lack => ({ ...atCluster, ...lack }));
  const isWhole = !lacks.some(({ is }) => is === 'error');
  refuseUnknownNamespace(graph, read, options);
  if (options.exemptions) {
    const { printExemptions } = await import('./exemptions.ts');
    printProblems([...lacks, ...misnamedIn(graph, options)], io);
    printExemptions(graph, found, configs, options, io);
    return isWhole ? 0 : 2;
  }
  const routes = options.route === null ? null : namedRoutes(graph, options.route, options.namespace);
  const shown = shownOf(found, options.namespace, routes);
  const report = reportOf(graph, shown, [...lacks, ...notesOn(shown, graph, options)], options, routes);
  if (routes !== null && options.format === 'text') {
    const look = { color: wantsColor(io.stdout, io.env), width: widthOf(io.stdout) };
    io.stdout.write(`${formatChains(shownChains(graph, routes, shown.findings), look)}\n`);
  }
  await printReport(report, rules, options, io);
  if (!isWhole) return 2;
  return fails(report.findings, report.problems, options.failOn) ? 1 : 0;
}

async function policiesFor({ config, profile }: AuditOptions): Promise<ProfileConfigs> {
  // A config in the current folder does not belong to the cluster, so only a named file is read.
  const input = config === null ? {} : await loadConfig(config, []);
  return createProfileConfigs({ ...input, ...(profile === null ? {} : { profile }) }, profiles, rules);
}

async function readWhole(
  open: (options: ClusterReaderOptions) => Promise<ClusterReader>,
  { kubeconfig, context, namespace }: AuditOptions,
  io: Io,
): Promise<ClusterRead> {
  const reader = await open({ kubeconfig, context });
  const progress = progressLine(io);
  try {
    const { signal } = new AbortController();
    return await reader.read([namespace ?? reader.namespace], signal, progress.tell);
  } finally {
    progress.done();
    await reader.close();
  }
}

/** Throws a UsageError: without it an unknown namespace would look like a namespace without faults. */
function refuseUnknownNamespace(graph: Graph, read: ClusterRead, { namespace, route }: AuditOptions): void {
  const others = namespace === null ? null : othersThan(namespace, graph, read);
  if (namespace === null || others === null) return;
  const near = nearestName(namespace, others);
  const fits = near === null ? someOf(others) : `did you mean "${near}"?`;
  const forms = route?.namespace == null ? '' : '; a route is named NAME, KIND/NAME or NAMESPACE/NAME';
  throw new UsageError(`no namespace "${namespace}": ${fits}${forms}`);
}

/** The routes of that name; a UsageError where there is none. */
function namedRoutes(graph: Graph, name: RouteName, namespace: string | null): readonly Obj[] {
  const all = [...graph.store.objects()].filter(isRouteKind);
  const wanted = { ...name, namespace };
  const routes = all.filter(({ ref }) => isNamed(ref, wanted));
  if (routes.length > 0) return routes;
  const what = `${name.kind ?? 'route'} "${name.name}"${namespace === null ? '' : ` in namespace "${namespace}"`}`;
  const others = all.filter(({ ref }) => namespace === null || ref.namespace === namespace);
  throw new UsageError(`no ${what}: ${someOf(others.map(({ ref }) => formatRef(ref)))}`);
}

function someOf(names: readonly string[]): string {
  const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '';
  if (names.length === 0) return 'there is none';
  return `there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, mostNamed).join(', ')}${more}`;
}

const mostNamed = 10;

/** The findings of the namespace, or those that break one of the routes. */
function shownOf(found: Audit, namespace: string | null, routes: readonly Obj[] | null): Audit {
  const keys = routes === null ? null : new Set(routes.map(({ ref }) => ref));
  const concerns = ({ at, routes: broken }: Finding) => {
    if (keys !== null) return broken.some(ref => keys.has(ref)) || keys.has(at.obj.ref);
    if (namespace === null) return true;
    return at.obj.ref.namespace === namespace || broken.some(ref => ref.namespace === namespace);
  };
  return {
    findings: found.findings.filter(concerns),
    exempt: found.exempt.filter(concerns),
    voided: found.voided.filter(({ finding }) => concerns(finding)),
    halves: found.halves.filter(({ finding }) => concerns(finding)),
  };
}

function notesOn(shown: Audit, graph: Graph, options: AuditOptions): readonly Problem[] {
  const misnamed = options.route === null ? misnamedIn(graph, options) : [];
  return [...voidedNotes(shown, atObject), ...misnamed, ...shown.halves.map(halfNote)];
}

function misnamedIn(graph: Graph, { namespace }: AuditOptions): readonly Problem[] {
  const bearers = [...graph.store.objects()];
  const isShown = ({ ref }: Obj) => namespace === null || ref.namespace === namespace;
  return misnamedNotes(bearers.filter(isShown), atObject);
}

const halfNote = ({ finding, release, other }: PossibleHalf): Problem => ({
  ...atObject(finding.at.obj),
  message:
    `it and ${formatRef(other)} are in the same release (${release.tool} ${release.release}) and contradict each other: ` +
    `one half of a change may be missing [${finding.rule}]`,
  is: 'note',
});

function reportOf(
  graph: Graph,
  { findings, exempt }: Audit,
  problems: readonly Problem[],
  { namespace }: AuditOptions,
  routes: readonly Obj[] | null,
): Report {
  const counts = (obj: Obj) =>
    routes === null ? namespace === null || obj.ref.namespace === namespace : routes.includes(obj);
  return {
    ...{ findings, problems },
    suppressed: { exempt: exempt.length, baseline: 0 },
    summary: summaryOf(findings, problems, coverageOf(graph, { counts, isBroken: brokenChains(findings) })),
    locate: () => null,
    originOf: (_ref: Ref) => null,
    line: () => null,
  };
}
