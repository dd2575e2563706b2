import type { Coverage } from '../src/graph/chain/coverage.ts';
import type { Ref } from '../src/kube/object.ts';
import { valueAt } from '../src/kube/pointer.ts';
import { type Finding, severityOf } from '../src/rule.ts';
import type { ManifestSet } from '../src/sources/manifests/read-manifests.ts';
import { heading, percent, sum, table } from './table.ts';

/** The labels of an application in labels.json; only the compared fields of each entry. */
export interface Labels {
  readonly services: readonly { id: string; verdict: string; ambiguous?: string; zero_replicas?: boolean }[];
  readonly target_ports: readonly { service: string; port: number; verdict: string; adjudged?: string }[];
  readonly backends: readonly Backend[];
  readonly routed: readonly {
    workload: string;
    lacks_readiness: string[];
    lacks_prestop: string[];
    serving_known: boolean;
  }[];
  readonly netpol: readonly {
    workload: string;
    verdict: string;
    routed: boolean;
    unsure: readonly string[];
  }[];
  readonly duplicate_objects: readonly string[];
}

interface Backend {
  readonly route: string;
  readonly service: string;
  readonly port?: number | string;
  readonly verdict: string;
  readonly ambiguous?: string;
  readonly refgrant?: string;
}

export interface Application {
  readonly name: string;
  readonly manifests: ManifestSet;
  readonly findings: readonly Finding[];
  readonly tally: Coverage;
  readonly labels: Labels | null;
}

/** An item that may be reported, its label, and whether it was reported. */
interface Item {
  readonly key: string;
  readonly is: 'broken' | 'ambiguous' | 'sound';
}

/** The labels name objects by kind, namespace and name, without parameters that have no value. */
const idOf = ({ kind, namespace, name }: Ref) =>
  [kind, namespace, name]
    .filter(part => part !== null)
    .join('/')
    .replaceAll(/\$\{\{?\w+\}?\}/g, '');
const bare = (name: string) => name.slice(name.lastIndexOf('/') + 1).replaceAll(/\$\{\{?\w+\}?\}/g, '');

const isLoud = (finding: Finding) => ['error', 'warning'].includes(severityOf(finding) ?? '');

/** How each provable rule is compared with the labels: its items, and the items that a finding reports. */
const provable: Readonly<
  Record<string, { items(labels: Labels): readonly Item[]; keys(finding: Finding): readonly string[] }>
> = {
  'service-selects-nothing': {
    items: ({ services }) =>
      services.map(({ id, verdict, ambiguous, zero_replicas }) => ({
        key: id,
        is: ambiguous || zero_replicas ? 'ambiguous' : verdict === 'no_workload' ? 'broken' : 'sound',
      })),
    keys: ({ at }) => [idOf(at.obj.ref)],
  },
  'service-target-port-missing': {
    items: ({ target_ports }) =>
      target_ports.map(({ service, port, verdict, adjudged }) => ({
        key: `${service}:${port}`,
        is: /^(missing|protocol_mismatch)$/.test(verdict)
          ? 'broken'
          : adjudged === 'broken' || adjudged === 'unknown'
            ? 'ambiguous'
            : 'sound',
      })),
    keys: ({ at }) => [
      `${idOf(at.obj.ref)}:${valueAt(at.obj.body, `/spec/ports/${at.at.split('/')[3]}/port`)}`,
    ],
  },
  'backend-service-missing': backends(
    ({ verdict }) => verdict === 'service_missing',
    key => bare(key),
  ),
  'backend-port-missing': backends(
    ({ verdict }) => verdict === 'port_missing',
    key => bare(key.split(':')[0] ?? ''),
  ),
  'backend-not-permitted': backends(
    ({ refgrant }) => refgrant === 'missing',
    key => bare(key),
  ),
  'network-policy-blocks-ingress': {
    items: ({ netpol }) =>
      netpol
        .filter(({ routed }) => routed)
        .map(({ workload, verdict, unsure }) => ({
          key: workload,
          is:
            unsure.length > 0 ? 'ambiguous' : verdict === 'blocks_all_usual_controllers' ? 'broken' : 'sound',
        })),
    keys: ({ at, key }) => {
      const [kind = '', name = ''] = (key.split(':')[0] ?? '').split('/');
      return [idOf({ group: '', kind, namespace: at.obj.ref.namespace, name })];
    },
  },
};

function backends(isBroken: (backend: Backend) => boolean, serviceOf: (key: string) => string) {
  return {
    items: (labels: Labels): readonly Item[] =>
      labels.backends.map(backend => ({
        key: `${backend.route} > ${bare(backend.service)}`,
        is: backend.ambiguous ? 'ambiguous' : isBroken(backend) ? 'broken' : 'sound',
      })),
    keys: (finding: Finding) => finding.routes.map(route => `${idOf(route)} > ${serviceOf(finding.key)}`),
  };
}

/** Per rule, how often it agrees with the labels; the notes name each case where it does not. */
export interface Comparison {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly notes: readonly string[];
}

/** The errors and warnings of the rules that the labels prove or disprove. */
export function compareProvable(applications: readonly Application[]): Comparison {
  const notes: string[] = [];
  const rows = Object.entries(provable).map(([rule, { items, keys }]) => {
    const count = { true: 0, missed: 0, ambiguousReported: 0, ambiguousSilent: 0, false: 0 };
    for (const { name, findings, labels } of applications) {
      if (labels === null) continue;
      const loud = findings.filter(finding => finding.rule === rule && isLoud(finding));
      const reported = new Map(loud.flatMap(finding => keys(finding).map(key => [key, finding] as const)));
      const known = new Map<string, Item['is']>();
      for (const { key, is } of items(labels)) {
        if (known.get(key) === undefined || known.get(key) === 'sound') known.set(key, is);
      }
      for (const [key, is] of known) {
        const finding = reported.get(key);
        if (is === 'broken') count[finding === undefined ? 'missed' : 'true']++;
        if (is === 'ambiguous') count[finding === undefined ? 'ambiguousSilent' : 'ambiguousReported']++;
        if (is === 'broken' && finding === undefined) notes.push(`missed  ${rule}  ${name}  ${key}`);
        if (is === 'ambiguous' && finding !== undefined) notes.push(`ambig.  ${say(name, finding)}`);
      }
      for (const [key, finding] of reported) {
        if ((known.get(key) ?? 'sound') !== 'sound') continue;
        count.false++;
        notes.push(`false   ${say(name, finding)}`);
      }
    }
    return [rule, count.true, count.false, count.missed, count.ambiguousReported, count.ambiguousSilent];
  });
  return { head: ['rule', 'true', 'false', 'missed', 'ambiguous, said', 'ambiguous, silent'], rows, notes };
}

const say = (name: string, { rule, level, certainty, exposure, message }: Finding) =>
  `${rule}  ${name}  ${level}/${certainty}/${exposure}  ${message}`;

/** The errors and warnings about routed workloads. */
export function compareProbes(applications: readonly Application[]): Comparison {
  const notes: string[] = [];
  const fields = {
    'readiness-probe-missing': 'lacks_readiness',
    'pre-stop-missing': 'lacks_prestop',
  } as const;
  const rows = Object.entries(fields).map(([rule, field]) => {
    const count = { true: 0, false: 0, missed: 0, clean: 0 };
    for (const { name, findings, labels } of applications) {
      const said = findings.filter(
        finding => finding.rule === rule && isLoud(finding) && finding.exposure === 'routed',
      );
      for (const entry of labels?.routed ?? []) {
        const { workload } = entry;
        const mine = said.filter(({ at }) => idOf(at.obj.ref) === workload);
        const lacking = entry[field];
        if (lacking.length === 0) count[mine.length === 0 ? 'clean' : 'false']++;
        else count[mine.length === 0 ? 'missed' : 'true']++;
        if (lacking.length > 0 && mine.length === 0)
          notes.push(`missed  ${rule}  ${name}  ${workload}: ${lacking.join(', ')}`);
        if (lacking.length === 0) notes.push(...mine.map(finding => `false   ${say(name, finding)}`));
      }
      const known = new Set((labels?.routed ?? []).map(({ workload }) => workload));
      const others = labels === null ? [] : said.filter(({ at }) => !known.has(idOf(at.obj.ref)));
      notes.push(...others.map(finding => `unlabelled  ${say(name, finding)}`));
    }
    return [rule, count.true, count.false, count.missed, count.clean];
  });
  return { head: ['rule', 'true', 'false', 'missed', 'clean'], rows, notes };
}

const isPlain = ({ labels }: Application) =>
  labels !== null &&
  labels.duplicate_objects.length === 0 &&
  ![...labels.services, ...labels.backends].some(
    ({ ambiguous }) => ambiguous !== undefined && ambiguous !== null,
  );

export function showChains(applications: readonly Application[]): void {
  heading('chains');
  const plain = applications.filter(isPlain);
  const rows = (
    [
      ['all', applications],
      ['no label ambiguous, no object twice', plain],
    ] as const
  ).map(([title, some]) => {
    const chains = sum(some.map(({ tally: coverage }) => coverage.chains));
    const resolved = sum(some.map(({ tally: coverage }) => coverage.resolved));
    return [title, some.length, chains, resolved, percent(resolved, chains)];
  });
  table(['applications', 'number', 'chains', 'resolved', 'share'], rows);
  console.log('\nunknown, by reason:');
  const reasons = new Map<string, number>();
  for (const { tally: coverage } of applications) {
    for (const [why, count] of Object.entries(coverage.unknown))
      reasons.set(why, (reasons.get(why) ?? 0) + count);
  }
  table(['reason', 'chains'], [...reasons]);
  console.log('\nwithout an ambiguous label, and not resolved:');
  for (const { name, tally: coverage } of plain) {
    if (coverage.resolved < coverage.chains)
      console.log(`${name}: ${coverage.resolved} of ${coverage.chains} ${JSON.stringify(coverage.unknown)}`);
  }
}
