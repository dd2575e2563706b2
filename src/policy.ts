import type { Exemption } from './exempt.ts';
import { matches } from './glob.ts';
import { defaultSettings, type Settings } from './graph/query.ts';
import type { AnyRule, Level, Params } from './rule.ts';

export type ProfileName = 'baseline' | 'strict';
/** How far a rule reaches with full force: behind a route, behind any Service, or everywhere. */
export type RuleScope = 'routed' | 'served' | 'all';

/** A profile: the action of each rule, and how far it reaches. */
export interface Profile {
  readonly scope: RuleScope;
  readonly rules: Readonly<Record<string, Level>>;
}

export type Profiles = Readonly<Record<ProfileName, Profile>>;

export interface RuleSettings {
  readonly action: Level;
  readonly scope: RuleScope;
  readonly params: Params;
}

/** What a user may say of one rule. */
export interface RuleChoice {
  readonly action?: Level | undefined;
  readonly scope?: RuleScope | undefined;
  readonly params?: Params | undefined;
}

export interface Choices {
  readonly profile?: ProfileName | 'off' | undefined;
  readonly rules?: Readonly<Record<string, RuleChoice>> | undefined;
}

export interface PolicyInput extends Choices {
  readonly namespaces?: Readonly<Record<string, Choices>> | undefined;
  readonly exemptions?: readonly Exemption[] | undefined;
  readonly settings?: Settings | undefined;
}

/** What the judge asks: how a rule stands in a namespace, what is exempt, and how the cluster is. */
export interface Policy {
  readonly exemptions: readonly Exemption[];
  readonly settings: Settings;
  ruleFor(rule: AnyRule, namespace: string | null): RuleSettings;
}

export function createPolicy(input: PolicyInput, profiles: Profiles): Policy {
  const known = new Map<AnyRule, Map<string | null, RuleSettings>>();
  return {
    exemptions: input.exemptions ?? [],
    settings: input.settings ?? defaultSettings,
    ruleFor(rule, namespace) {
      let byNamespace = known.get(rule);
      if (byNamespace === undefined) {
        byNamespace = new Map();
        known.set(rule, byNamespace);
      }
      let settings = byNamespace.get(namespace);
      if (settings === undefined) {
        settings = settle(rule, namespace, input, profiles);
        byNamespace.set(namespace, settings);
      }
      return settings;
    },
  };
}

/** The profile, then what the policy says of the rule, then what it says for the namespace. */
function settle(
  rule: AnyRule,
  namespace: string | null,
  input: PolicyInput,
  profiles: Profiles,
): RuleSettings {
  const local = choicesFor(namespace ?? '', input.namespaces ?? {});
  const name = local.profile ?? input.profile ?? 'baseline';
  if (name === 'off') return { action: 'off', scope: 'routed', params: rule.params };
  const profile = profiles[name];
  const general = input.rules?.[rule.id];
  const special = local.rules?.[rule.id];
  return {
    action: special?.action ?? general?.action ?? profile.rules[rule.id] ?? 'warn',
    scope: special?.scope ?? general?.scope ?? profile.scope,
    params: { ...rule.params, ...general?.params, ...special?.params },
  };
}

/** What stands under the very name; else under the longest pattern that fits, of equal ones the first. */
function choicesFor(namespace: string, all: Readonly<Record<string, Choices>>): Choices {
  if (Object.hasOwn(all, namespace)) return all[namespace] ?? {};
  let best: string | null = null;
  for (const pattern of Object.keys(all)) {
    if (matches(pattern, namespace) && (best === null || pattern.length > best.length)) best = pattern;
  }
  return best === null ? {} : (all[best] ?? {});
}
