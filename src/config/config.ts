import { defaultSettings, type Settings } from '../graph/index/query.ts';
import type { AnyRule, Level, Params } from '../rule.ts';
import type { Exemption } from './exemptions.ts';
import { isPattern, matches } from './glob.ts';

export type ProfileName = 'baseline' | 'strict';
/** Where a rule has its full level: behind a route, behind any Service, or everywhere. */
export type RuleScope = 'routed' | 'served' | 'all';

/** A profile: the action of each rule, and the scope of the rules. */
export interface Profile {
  readonly scope: RuleScope;
  readonly rules: Readonly<Record<string, Level>>;
}

export type Profiles = Readonly<Record<ProfileName, Profile>>;

/** What admission may patch: only an absent value, or a written value too. */
export type PatchMode = 'add' | 'replace';

/** The mode of a whole cluster: refuse and patch, warn about what would be refused, or only report it. */
export const modes = ['enforce', 'warn', 'audit'] as const;
export type Mode = (typeof modes)[number];

/** The part of the config that only admission reads. */
export interface AdmissionSettings {
  readonly mode: Mode;
  /** `strict` also refuses the first half of a two-sided change. */
  readonly updates: 'lenient' | 'strict';
  /** Users and groups whose writes are always admitted, as globs. */
  readonly exempt: { readonly users: readonly string[]; readonly groups: readonly string[] };
}

export interface RuleSettings {
  readonly action: Level;
  readonly scope: RuleScope;
  readonly patch: PatchMode;
  readonly params: Params;
}

/** The config of one rule. */
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

/** What the judge reads: each rule's settings in a namespace, the exemptions, and the cluster's settings. */
export interface Config {
  readonly exemptions: readonly Exemption[];
  readonly settings: Settings;
  readonly admission: AdmissionSettings;
  ruleFor(rule: AnyRule, namespace: string | null): RuleSettings;
}

/** With `only`, that profile replaces every profile that the input names; the input's choices for single rules stay. */
export function createConfig(
  input: ConfigInput,
  profiles: Profiles,
  only: ProfileName | null = null,
): Config {
  const known = new Map<AnyRule, Map<string | null, RuleSettings>>();
  const choices = new Map<string | null, Choices>();
  const all = input.namespaces ?? {};
  const patterns = Object.keys(all).filter(isPattern);
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
        let local = choices.get(namespace);
        if (local === undefined) {
          local = choicesFor(namespace ?? '', all, patterns);
          choices.set(namespace, local);
        }
        settings = settle(rule, local, input, profiles, only);
        byNamespace.set(namespace, settings);
      }
      return settings;
    },
  };
}

/** The profile, overridden by the config's choice for the rule, overridden by its choice for the namespace. */
function settle(
  rule: AnyRule,
  local: Choices,
  input: ConfigInput,
  profiles: Profiles,
  only: ProfileName | null,
): RuleSettings {
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

/** The choices under the exact name; else under the longest matching pattern, the first of equal length. */
function choicesFor(
  namespace: string,
  all: Readonly<Record<string, Choices>>,
  patterns: readonly string[],
): Choices {
  if (Object.hasOwn(all, namespace)) return all[namespace] ?? {};
  let best: string | null = null;
  for (const pattern of patterns) {
    if (matches(pattern, namespace) && (best === null || pattern.length > best.length)) best = pattern;
  }
  return best === null ? {} : (all[best] ?? {});
}
