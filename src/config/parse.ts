import type { ControllerSetting, Settings } from '../graph/index/query.ts';
import { isJsonObject, type Json, own } from '../kube/json.ts';
import { join, type Pointer, parsePointer } from '../kube/pointer.ts';
import { controllerIds } from '../routes/controllers/ids.ts';
import type { AnyRule, Params } from '../rule.ts';
import {
  type AdmissionSettings,
  type Choices,
  type ConfigInput,
  defaultAdmission,
  type Mode,
  type ProfileName,
  type RuleChoice,
} from './config.ts';
import { type Exemption, endOf } from './exemptions.ts';
import { type ConfigFault, dateWords, keyPathOf, schemaFaults } from './schema.ts';
import { describe, unknownName } from './words.ts';

/** A config whose defaults are filled in. */
export interface CompleteConfig extends ConfigInput {
  readonly profile: ProfileName;
  readonly settings: Settings;
  readonly admission: AdmissionSettings;
}

export type ParsedConfig =
  | { readonly is: 'config'; readonly config: CompleteConfig }
  | { readonly is: 'errors'; readonly errors: readonly ConfigFault[] };

/** The config of a file, which may be empty; else every fault in the file, sorted by position. Never throws. */
export function parseConfig(value: Json | undefined, rules: readonly AnyRule[]): ParsedConfig {
  const written = withoutEmpty(spellOff(value ?? {}));
  const errors = [...schemaFaults(written), ...meaningFaults(written, rules)];
  if (errors.length > 0) return { is: 'errors', errors: errors.sort((a, b) => compare(a.at, b.at)) };
  return { is: 'config', config: configOf(written as ConfigFile) };
}

/**
 * Turns `false` back into `off`: YAML as kubectl reads it takes a bare `off` for false, and no action or profile is
 * false. Parameters and `hostNetwork` have real booleans.
 */
function spellOff(value: Json): Json {
  if (value === false) return 'off';
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isTruthField(key) ? item : spellOff(item)]),
  );
}

const isTruthField = (key: string) => key === 'params' || key === 'controllers' || key === 'exemptions';

/** Drops keys without a value, such as a key whose lines are all commented out. */
function withoutEmpty(value: Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A file that has passed its schema and the checks below. */
interface ConfigFile {
  readonly profile?: ProfileName;
  readonly kubeVersion?: string;
  readonly mode?: Mode;
  readonly updates?: AdmissionSettings['updates'];
  readonly exempt?: Partial<AdmissionSettings['exempt']>;
  readonly controllers?: readonly Partial<ControllerSetting>[];
  readonly rules?: RulesInFile;
  readonly namespaces?: { readonly [name: string]: ChoicesInFile };
  readonly exemptions?: readonly (Pick<Exemption, 'rules' | 'reason'> & Partial<Exemption>)[];
}

interface ChoicesInFile {
  readonly profile?: ProfileName | 'off';
  readonly rules?: RulesInFile;
}

type RulesInFile = { readonly [id: string]: RuleChoice | NonNullable<RuleChoice['action']> };

function configOf(file: ConfigFile): CompleteConfig {
  const minor = /^v?1\.([0-9]+)/.exec(file.kubeVersion ?? '')?.[1];
  return {
    profile: file.profile ?? 'baseline',
    rules: choices(file.rules),
    namespaces: mapValues(
      file.namespaces ?? {},
      ({ profile, rules }): Choices => ({ profile, rules: choices(rules) }),
    ),
    exemptions: (file.exemptions ?? []).map(
      ({ rules, kind = null, namespace = null, name = null, reason, until = null }) => ({
        rules,
        kind,
        namespace,
        name,
        reason,
        until,
      }),
    ),
    settings: {
      controllers: (file.controllers ?? []).map(
        ({ preset = null, classes = [], namespace = null, labels = null, hostNetwork = null }) => ({
          preset,
          classes,
          namespace,
          labels,
          hostNetwork,
        }),
      ),
      kubeVersion: minor === undefined ? null : Number(minor),
    },
    admission: {
      mode: file.mode ?? defaultAdmission.mode,
      updates: file.updates ?? defaultAdmission.updates,
      exempt: { ...defaultAdmission.exempt, ...file.exempt },
    },
  };
}

/** `rule-id: warn` is short for `rule-id: {action: warn}`. */
function choices(rules: RulesInFile = {}): Readonly<Record<string, RuleChoice>> {
  return mapValues(rules, choice => (typeof choice === 'string' ? { action: choice } : choice));
}

function mapValues<A, B>(
  record: { readonly [key: string]: A },
  map: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** Faults that no schema can find: unknown rules, parameters and presets, and invalid dates. */
function* meaningFaults(value: Json, rules: readonly AnyRule[]): Iterable<ConfigFault> {
  const ids = rules.map(rule => rule.id);
  yield* rulesFaults(own(value, 'rules'), '/rules', rules);
  const namespaces = own(value, 'namespaces');
  for (const [name, choice] of entries(namespaces)) {
    yield* rulesFaults(own(choice, 'rules'), join('/namespaces', name, 'rules'), rules);
  }
  for (const [index, exemption] of items(own(value, 'exemptions'))) {
    for (const [position, id] of items(own(exemption, 'rules'))) {
      if (typeof id !== 'string' || id === '*' || ids.includes(id)) continue;
      yield { at: join('/exemptions', index, 'rules', position), message: unknownName('rule', id, ids) };
    }
    const until = own(exemption, 'until');
    if (typeof until === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(until) && endOf(until) === null) {
      yield {
        at: join('/exemptions', index, 'until'),
        message: `exemptions[${index}].until is "${until}", which is not a date: use ${dateWords}`,
      };
    }
  }
  for (const [index, controller] of items(own(value, 'controllers'))) {
    const preset = own(controller, 'preset');
    if (typeof preset !== 'string' || controllerIds.some(id => id === preset)) continue;
    yield {
      at: join('/controllers', index, 'preset'),
      message: unknownName('preset', preset, controllerIds),
    };
  }
}

function* rulesFaults(
  value: Json | undefined,
  at: Pointer,
  rules: readonly AnyRule[],
): Iterable<ConfigFault> {
  for (const [id, choice] of entries(value)) {
    const place = join(at, id);
    const rule = rules.find(known => known.id === id);
    if (rule === undefined) {
      yield {
        at: place,
        message: unknownName(
          'rule',
          id,
          rules.map(known => known.id),
        ),
      };
      continue;
    }
    const defaults: Params = rule.params;
    for (const [name, param] of entries(own(choice, 'params'))) {
      const normal = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
      const where = join(place, 'params', name);
      if (normal === undefined)
        yield { at: where, message: unknownName('parameter', name, Object.keys(defaults), ` of "${id}"`) };
      else if (!sameType(param, normal)) {
        yield {
          at: where,
          message: `${keyPathOf(parsePointer(where))} is ${describe(param)}: use ${paramWords(normal)}`,
        };
      }
    }
  }
}

function sameType(value: Json, normal: Params[string]): boolean {
  if (Array.isArray(normal)) return Array.isArray(value) && value.every(item => typeof item === 'string');
  return typeof value === typeof normal && !(typeof value === 'number' && !Number.isFinite(value));
}

function paramWords(normal: Params[string]): string {
  if (typeof normal === 'boolean') return 'true or false';
  if (typeof normal === 'number') return `a number such as ${normal}`;
  return typeof normal === 'string' ? `a string such as "${normal}"` : 'a list of strings';
}

const entries = (value: Json | undefined) => (isJsonObject(value) ? Object.entries(value) : []);
const items = (value: Json | undefined) =>
  Array.isArray(value) ? [...(value as readonly Json[]).entries()] : [];
