import type { Policy, RuleSettings } from '../config/config.ts';
import { doorsOf } from '../config/namespace-modes.ts';
import type { Policies } from '../config/profile-configs.ts';
import type { Graph } from '../graph/index/graph.ts';
import { isGoing, namespaceLabels } from '../graph/index/namespaces.ts';
import { evaluate, type Judgement } from '../judge/evaluate.ts';
import type { AnyRule } from '../rule.ts';
import { type Half, halvesIn } from './scan/halves.ts';

/** What stands in a cluster, judged. */
export interface Audit extends Judgement {
  /** Findings that may be one half of a change whose other half has not come. */
  readonly halves: readonly Half[];
}

/** Judges everything in the graph, each namespace by what its labels ask for. */
export function auditOf(graph: Graph, policies: Policies, now: Date): Audit {
  const policy = withLabels(graph, policies);
  const judgement = evaluate(graph, { rules: policies.rules, policy, now });
  return { ...judgement, halves: halvesIn(judgement.findings, graph) };
}

/**
 * The policy as the labels of the Namespaces have it. An audit tells what enforcing would refuse, so that the mode
 * weakens nothing, and where any of the labels asks for `strict`, so does the audit; `audit: off` silences it. So does
 * its deletion: what it holds goes piece by piece, and no report can be written there.
 */
function withLabels(graph: Graph, policies: Policies): Policy {
  const configured = policies.under('policy');
  const known = new Map<string | null, Policy | null>();

  /** Null where nothing is audited. */
  function policyIn(namespace: string | null): Policy | null {
    if (namespace !== null && isGoing(namespace, graph.query())) return null;
    const labels = namespace === null ? null : namespaceLabels(namespace, graph.query());
    const { doors } = doorsOf('enforce', labels);
    if (doors.audit === 'off') return null;
    const isStrict = [doors.enforce, doors.warn, doors.audit].includes('strict');
    return policies.under(isStrict ? 'strict' : doors.audit);
  }

  function ruleFor(rule: AnyRule, namespace: string | null): RuleSettings {
    let policy = known.get(namespace);
    if (policy === undefined) {
      policy = policyIn(namespace);
      known.set(namespace, policy);
    }
    return policy?.ruleFor(rule, namespace) ?? { ...configured.ruleFor(rule, namespace), action: 'off' };
  }

  return { ...configured, ruleFor };
}
