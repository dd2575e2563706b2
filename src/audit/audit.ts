import type { Config, RuleSettings } from '../config/config.ts';
import { namespaceModesOf } from '../config/namespace-modes.ts';
import type { ProfileConfigs } from '../config/profile-configs.ts';
import type { Graph } from '../graph/index/graph.ts';
import { isGoing, namespaceLabels } from '../graph/index/namespaces.ts';
import { type Evaluation, evaluate } from '../judge/evaluate.ts';
import type { AnyRule } from '../rule.ts';
import { type PossibleHalf, possibleHalves } from './scan/scanned.ts';

/** The findings of a whole cluster. */
export interface Audit extends Evaluation {
  /** Findings that may be the first half of a change, whose second half is still missing. */
  readonly halves: readonly PossibleHalf[];
}

/** Judges every object of the graph, each namespace by the config that its labels choose. */
export function auditCluster(graph: Graph, configs: ProfileConfigs, now: Date): Audit {
  const config = withLabels(graph, configs);
  const evaluation = evaluate(graph, { rules: configs.rules, config, now });
  return { ...evaluation, halves: possibleHalves(evaluation.findings, graph) };
}

/**
 * The config that the labels of each Namespace choose. An audit reports what enforcing would refuse, so the mode never
 * lowers a level, and one `strict` label makes the audit strict. `audit: off` silences a namespace. So does its
 * deletion: its objects go one by one, and no report can be written there.
 */
function withLabels(graph: Graph, configs: ProfileConfigs): Config {
  const configured = configs.under('policy');
  const known = new Map<string | null, Config | null>();

  /** Null for a namespace that is not audited. */
  function configIn(namespace: string | null): Config | null {
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
      config = configIn(namespace);
      known.set(namespace, config);
    }
    return config?.ruleFor(rule, namespace) ?? { ...configured.ruleFor(rule, namespace), action: 'off' };
  }

  return { ...configured, ruleFor };
}
