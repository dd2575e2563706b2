import type { Config, RuleSettings } from '../config/config.ts';
import { namespaceModesOf } from '../config/namespace-modes.ts';
import type { ProfileConfigs } from '../config/profile-configs.ts';
import type { Graph } from '../graph/index/graph.ts';
import { isGoing, namespaceLabels } from '../graph/index/namespaces.ts';
import { type Evaluation, evaluate } from '../judge/evaluate.ts';
import type { AnyRule } from '../rule.ts';
import { type PossibleHalf, possibleHalves } from './scan/scanned.ts';

/** What stands in a cluster, judged. */
export interface Audit extends Evaluation {
  /** Findings that may be one half of a change whose other half has not come. */
  readonly halves: readonly PossibleHalf[];
}

/** Judges everything in the graph, each namespace by what its labels ask for. */
export function auditCluster(graph: Graph, configs: ProfileConfigs, now: Date): Audit {
  const config = withLabels(graph, configs);
  const evaluation = evaluate(graph, { rules: configs.rules, config, now });
  return { ...evaluation, halves: possibleHalves(evaluation.findings, graph) };
}

/**
 * The policy as the labels of the Namespaces have it. An audit tells what enforcing would refuse, so that the mode
 * weakens nothing, and where any of the labels asks for `strict`, so does the audit; `audit: off` silences it. So does
 * its deletion: what it holds goes piece by piece, and no report can be written there.
 */
function withLabels(graph: Graph, configs: ProfileConfigs): Config {
  const configured = configs.under('policy');
  const known = new Map<string | null, Config | null>();

  /** Null where nothing is audited. */
  function policyIn(namespace: string | null): Config | null {
    if (namespace !== null && isGoing(namespace, graph.query())) return null;
    const labels = namespace === null ? null : namespaceLabels(namespace, graph.query());
    const { modes } = namespaceModesOf('enforce', labels);
    if (modes.audit === 'off') return null;
    const isStrict = [modes.enforce, modes.warn, modes.audit].includes('strict');
    return configs.under(isStrict ? 'strict' : modes.audit);
  }

  function ruleFor(rule: AnyRule, namespace: string | null): RuleSettings {
    let config = known.get(namespace);
    if (config === undefined) {
      config = policyIn(namespace);
      known.set(namespace, config);
    }
    return config?.ruleFor(rule, namespace) ?? { ...configured.ruleFor(rule, namespace), action: 'off' };
  }

  return { ...configured, ruleFor };
}
