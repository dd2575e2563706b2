import { defaultSettings, type Settings } from '../graph/index/query.ts';
import type { AnyRule, Level, Params } from '../rule.ts';
import type { Exemption } from './exemptions.ts';
import { matches } from './glob.ts';

export type ProfileName = 'baseline' | 'strict';
/** How far a rule reaches with full force: behind a route, behind any Service, or everywhere. */
export type RuleScope = 'routed' | 'served' | 'all';

/** A profile: the action of each rule, and how far it reaches. */
export interface Profile {
  readonly scope: RuleScope;
  readonly rules: Readonly<Record<string, Level>>;
}

export type Profiles = Readonly<Record<ProfileName, Profile>>;

/** What admission may set: a value that is absent, or one that its author wrote too. */
export type PatchMode = 'add' | 'replace';

/** The switch of a whole cluster: refuse and patch, say what would have been done, or only report it. */
export const modes = ['enforce', 'warn', 'audit'] as const;
export type Mode = (typeof modes)[number];

/** What the policy says of admission alone. */
export interface AdmissionSettings {
  readonly mode: Mode;
  /** `strict` refuses the first half of a two-sided change too. */
  readonly updates: 'lenient' | 'strict';
  /** Users and groups whose writes are let through, as globs. */
  readonly exempt: { readonly users: readonly string[]; readonly groups: readonly string[] };
}

export interface RuleSettings {
  readonly action: Level;
  readonly scope: RuleScope;
  readonly patch: PatchMode;
  readonly params: Params;
}

/** What a user may say of one rule. */
export interface RuleChoice {
  readonly action?: Level | undefined;
  readonly scope?: RuleScope | undefined;
  readonly patch?: PatchMode | undefined;
  readonly params?: Params | undefined;
}

export interface Choices {
  readonly profile?: ProfileName | 'off' | undefined;
  readonly rules?: Readonly<Record<string, RuleChoice>> | undefined;
}

export interface ConfigInput extends Choices {
  readonly namespaces?: Readonly<Record<string, Choices>> | undefined;
  readonly exemptions?: readonly Exemption[] | undefined;
  readonly settings?: Settings | undefined;
  readonly admission?: AdmissionSettings | undefined;
}

export const defaultAdmission: AdmissionSettings = {
  mode: 'enforce',
  updates: 'lenient',
  exempt: { users: [], groups: [] },
};

/** What the judge asks: how a rule stands in a namespace, what is exempt, and how the cluster is. */
export interface Config {
  readonly exemptions: readonly Exemption[];
  readonly settings: Settings;
  readonly admission: AdmissionSettings;
  ruleFor(rule: AnyRule, namespace: string | null): RuleSettings;
}

/** With `only`, that profile stands in the place of every one that the input names; what it says of a rule stays. */
export function createConfig(
  input: ConfigInput,
  profiles: Profiles,
  only: ProfileName | null = null,
): Config {
  const known = new Map<AnyRule, Map<string | null, RuleSettings>>();
  return {
    exemptions: input.exemptions ?? [],
    settings: input.settings ?? defaultSettings,
    admission: input.admission ?? defaultAdmission,
    ruleFor(rule, namespace) {
      let byNamespace = known.get(rule);
      if (byNamespace === undefined) {
        byNamespace = new Map();
        known.set(rule, byNamespace);
      }
      let settings = byNamespace.get(namespace);
      if (settings === undefined) {
        settings = settle(rule, namespace, input, profiles, only);
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
  input: ConfigInput,
  profiles: Profiles,
  only: ProfileName | null,
): RuleSettings {
  const local = choicesFor(namespace ?? '', input.namespaces ?? {});
  const name = only ?? local.profile ?? input.profile ?? 'baseline';
  if (name === 'off') return { action: 'off', scope: 'routed', patch: 'add', params: rule.params };
  const profile = profiles[name];
  const general = input.rules?.[rule.id];
  const special = local.rules?.[rule.id];
  return {
    action: special?.action ?? general?.action ?? profile.rules[rule.id] ?? 'warn',
    scope: special?.scope ?? general?.scope ?? profile.scope,
    patch: special?.patch ?? general?.patch ?? 'add',
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
