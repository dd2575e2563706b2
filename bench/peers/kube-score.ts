import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { builtByGo, type GoPrograms, type Say } from '../../test/e2e/go-programs.ts';
import type { Match, Peer, Report } from './peer.ts';

const programs: GoPrograms = {
  home: import.meta.dirname,
  what: 'kube-score',
  sources: [],
  targets: ['github.com/zegl/kube-score/cmd/kube-score'],
  names: ['kube-score'],
  linkFlags: () => [],
};

const optional = '--all-default-optional';
const args = ['score', '--kubernetes-version', 'v1.34', '--output-format', 'json'];

/** An object that does not decode ends kube-score with an error that names the field. */
const notDecoded = 'error: failed to parse files';

const matches: readonly Match[] = [
  {
    rule: 'backend-port-missing',
    check: 'ingress-targets-service',
    why: 'compares the backend with the names and ports of Services',
  },
  {
    rule: 'backend-service-missing',
    check: 'ingress-targets-service',
    why: 'compares the backend with the names and ports of Services',
  },
  {
    rule: 'invalid-object',
    check: 'stable-version',
    why: 'reports API versions that are deprecated or gone',
  },
  {
    rule: 'invalid-object',
    check: notDecoded,
    why: 'ends with an error that names the field',
  },
  {
    rule: 'invalid-object',
    check: 'ingress-targets-service',
    why: 'speaks of the Ingress whose backend it cannot read',
  },
  {
    rule: 'invalid-object',
    check: 'service-targets-pod',
    why: 'speaks of the Service whose workload it cannot read',
  },
  {
    rule: 'network-policy-blocks-ingress',
    check: 'pod-networkpolicy',
    says: /matching (ingress )?NetworkPolicy$/,
    why: 'asks for some NetworkPolicy with ingress rules on each pod',
  },
  {
    rule: 'pod-selector-mismatch',
    check: 'deployment-pod-selector-labels-match-template-metadata-labels',
    why: 'the same check, for Deployments',
  },
  {
    rule: 'pod-selector-mismatch',
    check: 'statefulset-pod-selector-labels-match-template-metadata-labels',
    why: 'the same check, for StatefulSets',
  },
  {
    rule: 'readiness-probe-broken',
    check: 'pod-probes-identical',
    why: 'a liveness probe like the readiness probe restarts what is merely slow',
  },
  {
    rule: 'readiness-probe-missing',
    check: 'pod-probes',
    says: /readinessProbe/,
    why: 'asks for one readinessProbe in each pod behind a Service',
  },
  {
    rule: 'rollout-drops-capacity',
    check: 'deployment-strategy',
    why: 'reports Recreate',
  },
  {
    rule: 'rollout-drops-capacity',
    check: 'deployment-replicas',
    why: 'asks for two replicas',
  },
  {
    rule: 'rollout-drops-capacity',
    check: 'horizontalpodautoscaler-replicas',
    why: 'asks for two replicas',
  },
  {
    rule: 'service-selects-nothing',
    check: 'service-targets-pod',
    why: 'the same check, with the pods that it knows',
  },
  {
    rule: 'service-selects-nothing',
    check: 'deployment-replicas',
    why: 'zero replicas are fewer than two',
  },
];

/** Null where kube-score cannot be built; the reason goes to standard error. */
export async function kubeScore(say: Say): Promise<Peer | null> {
  const built = await builtByGo(programs, say);
  if (built.is === 'missing') {
    say(`no kube-score: ${built.why}`);
    return null;
  }
  const file = path.join(built.folder, 'kube-score');
  return {
    name: 'kube-score',
    title: `kube-score ${pinnedVersion()}`,
    command: ['kube-score', ...args, optional, 'FILE'].join(' '),
    matches,
    run: example => run(file, [...args, optional, example]),
    runDefault: example => run(file, [...args, example]),
  };
}

function pinnedVersion(): string {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'go.mod'), 'utf8');
  const version = /github\.com\/zegl\/kube-score (v\S+)/.exec(text)?.[1];
  if (version === undefined) throw new Error('go.mod does not name kube-score');
  return version;
}

interface Scored {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    /** A grade up to 5 is printed as a warning or as critical, a higher one as OK. */
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

function run(program: string, withFile: readonly string[]): readonly Report[] {
  const { stdout, stderr, status } = spawnSync(program, withFile, {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (stdout === '') {
    if (status === 0 || !stderr.includes('failed to parse files'))
      throw new Error(`kube-score ${withFile.join(' ')}: ${stderr}`);
    return [{ check: notDecoded, message: stderr.trim(), object: '' }];
  }
  const objects: readonly Scored[] = JSON.parse(stdout) ?? [];
  return objects.flatMap(({ object_name, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade <= 5)
      .flatMap(({ check, comments }) =>
        (comments ?? []).map(({ path: place, summary }) => ({
          check: check.id,
          message: summary,
          object: `${object_name} ${place}`,
        })),
      ),
  );
}
