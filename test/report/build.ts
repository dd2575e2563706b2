import type { Chain, Link } from '../../src/graph/chain/chain.ts';
import { groupOf, type Obj, type Origin, type Ref, refKey } from '../../src/kube/object.ts';
import type { Location, Report } from '../../src/report/report.ts';
import { type Finding, severityOf } from '../../src/rule.ts';

/** A ref from a text: `Service shop/web`, `Ingress web`. */
export function ref(text: string, apiVersion = 'v1'): Ref {
  const [kind = '', path = ''] = text.split(' ');
  const slash = path.indexOf('/');
  return {
    group: groupOf(apiVersion),
    kind,
    namespace: slash === -1 ? null : path.slice(0, slash),
    name: path.slice(slash + 1),
  };
}

export function obj(subject: Ref, file: string | null = 'shop/web.yaml'): Obj {
  const origin: Origin =
    file === null ? { from: 'cluster', resourceVersion: '1' } : { from: 'file', file, document: 0, base: '' };
  return { ref: subject, apiVersion: 'v1', body: {}, origin, opaque: null, malformed: [] };
}

export function link(text: string, label = '', exists = true): Link {
  return { ref: ref(text), label, at: '', exists };
}

export function chain(links: readonly Link[], broken: number | null): Chain {
  return { links, broken };
}

export const shopChain = chain(
  [
    link('Ingress shop/web', 'shop.example/'),
    link('Service shop/web', 'port 80'),
    link('Deployment shop/web'),
  ],
  2,
);

export function finding(parts: Partial<Finding> = {}): Finding {
  const key = parts.key ?? 'port http';
  return {
    rule: 'service-target-port-missing',
    key,
    cause: key,
    at: { obj: obj(ref('Service shop/web')), at: '/spec/ports/0/targetPort' },
    message: 'Service shop/web sends port 80 to "htp", and no container of Deployment shop/web has that port',
    failure: 'no-endpoint',
    when: 'always',
    certainty: 'proven',
    end: 'closed',
    chainBreak: null,
    exposure: 'routed',
    level: 'deny',
    chain: shopChain,
    routes: [ref('Ingress shop/web')],
    symptoms: [{ controller: 'ingress-nginx', status: '503', when: 'always' }],
    evidence: [],
    fix: null,
    ...parts,
  };
}

export function place(file: string, line: number, column: number, endColumn: number): Location {
  return { file, line, column, endLine: line, endColumn, exact: true };
}

export interface World {
  readonly findings?: readonly Finding[];
  readonly problems?: Report['problems'];
  readonly suppressed?: Report['suppressed'];
  readonly summary?: Partial<Report['summary']>;
  /** Text of the files. */
  readonly files?: Readonly<Record<string, string>>;
  /** The location of a pointer, for any object; by default the first character of the file. */
  readonly places?: Readonly<Record<string, Location>>;
  /** Linked objects that are in a file. */
  readonly linked?: Readonly<Record<string, string>>;
}

export function report(cluster: World = {}): Report {
  const findings = cluster.findings ?? [];
  const severities = findings.map(severityOf);
  const number = (severity: string) => severities.filter(one => one === severity).length;
  const linked = new Map(Object.entries(cluster.linked ?? {}));
  return {
    findings,
    problems: cluster.problems ?? [],
    suppressed: cluster.suppressed ?? { exempt: 0, baseline: 0 },
    summary: {
      objects: 14,
      routes: 4,
      chains: 6,
      resolved: 6,
      errors: number('error'),
      warnings: number('warning'),
      infos: number('info'),
      unknown: {},
      ...cluster.summary,
    },
    locate(origin, at) {
      if (origin.from !== 'file') return null;
      return cluster.places?.[at] ?? place(origin.file, 1, 1, 2);
    },
    originOf(linkedRef) {
      const file = linked.get(refKey(linkedRef));
      return file === undefined ? null : { from: 'file', file, document: 0, base: '' };
    },
    line(file, line) {
      return cluster.files?.[file]?.split('\n')[line - 1] ?? null;
    },
  };
}
