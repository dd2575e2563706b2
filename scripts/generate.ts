/**
 * Writes the generated files. `--check` writes nothing and fails when a file is stale.
 * A new generated file is a line of `outputs`.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { buildSync } from 'esbuild';
import { load } from 'js-yaml';
import { profiles, rules } from '../policies/index.ts';
import type { Profile, RuleScope } from '../src/config/config.ts';
import { type Level, levels } from '../src/rule.ts';
import { findHelm } from '../test/e2e/helm.ts';
import { editorSchema, withPresetsTable } from './config-page.ts';
import { chartHome, generatedTemplates, testRights, valuesSchema } from './deploy-files.ts';
import { kindValidators, kindValidatorTypes } from './kind-validators.ts';
import { changedSinceRendered, renderedBase, writeBase } from './kustomize-base.ts';
import { terminalPicture } from './terminal-picture.ts';
import { withValuesTable } from './values-table.ts';

interface Output {
  readonly file: string;
  make(): string;
}

const home = path.join(import.meta.dirname, '..');
const at = (file: string) => path.join(home, file);
const configSchema = 'policies/config.schema.json';
const ruleIndex = 'policies/index.ts';

const outputs: readonly Output[] = [
  { file: 'src/kube/validate.generated.js', make: () => banner('src/kube/kinds/') + kindValidators() },
  {
    file: 'src/kube/validate.generated.d.ts',
    make: () => banner('scripts/kind-validators.ts') + kindValidatorTypes,
  },
  { file: ruleIndex, make: policyIndex },
  { file: 'README.md', make: readme },
  { file: 'docs/refused.svg', make: refusedPicture },
  ...(fs.existsSync(at(configSchema))
    ? [
        { file: 'src/config/validate.generated.js', make: configValidator },
        { file: 'src/config/validate.generated.d.ts', make: () => configValidatorTypes },
        {
          file: 'policies/config.schema.generated.json',
          make: () => editorSchema(JSON.parse(fs.readFileSync(at(configSchema), 'utf8')), rules),
        },
      ]
    : []),
  {
    file: 'docs/configuration.md',
    make: () => withPresetsTable(fs.readFileSync(at('docs/configuration.md'), 'utf8')),
  },
  { file: 'deploy/chart/templates/_generated.tpl', make: generatedTemplates },
  { file: 'deploy/chart/values.schema.json', make: valuesSchema },
  { file: 'test/e2e/rbac/webhook.yaml', make: testRights },
  {
    file: 'docs/install.md',
    make: () => withValuesTable(fs.readFileSync(at('docs/install.md'), 'utf8'), chartHome),
  },
];

const banner = (from: string) =>
  `// Generated from ${from} by "npm run generate". Changes made here are lost.\n`;

function policyIndex(): string {
  const folders = fs
    .readdirSync(at('policies'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && fs.existsSync(at(`policies/${entry.name}/rule.ts`)))
    .map(entry => entry.name)
    .sort();
  const baseline = readProfile('baseline', folders);
  const strict = readProfile('strict', folders);
  const names = folders.map(folder => ({
    folder,
    name: folder.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
  }));
  return [
    banner('policies/*/rule.ts and policies/profiles/*.yaml'),
    `import type { Profiles } from '../src/config/config.ts';\nimport type { AnyRule } from '../src/rule.ts';\n`,
    ...names.map(({ folder, name }) => `import ${name} from './${folder}/rule.ts';\n`),
    `\nexport const rules: readonly AnyRule[] = [${names.map(({ name }) => `\n  ${name},`).join('')}${names.length > 0 ? '\n' : ''}];\n`,
    `\nexport const profiles: Profiles = ${JSON.stringify({ baseline, strict }, null, 2)};\n`,
  ].join('');
}

/** The output of kubectl, without the summary line of `review`. */
function refusedPicture(): string {
  const printed = fs.readFileSync(at('examples/refused.out'), 'utf8').replace(/\n\d+ objects: .*\n$/, '');
  return terminalPicture('kubectl apply -f examples/refused.yaml', printed, 118);
}

/** The README with its generated table of the rules, between two markers. */
function readme(): string {
  const text = fs.readFileSync(at('README.md'), 'utf8');
  const rows = rules.map(({ id, summary, live }) => {
    const action = profiles.baseline.rules[id] ?? '';
    const strict = profiles.strict.rules[id] ?? '';
    return `| [${id}](policies/${id}/README.md) | ${summary}${live === true ? ' (`audit` and `scan` only)' : ''} | ${action} | ${strict} |\n`;
  });
  const table = `| rule | says that | baseline | strict |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  return text.replace(
    /(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/,
    (_, from, to) => `${from}\n${table}\n${to}`,
  );
}

/** Reads a profile, which must name every rule and no unknown one. */
function readProfile(name: string, folders: readonly string[]): Profile {
  const file = `policies/profiles/${name}.yaml`;
  const { scope, rules } = load(fs.readFileSync(at(file), 'utf8')) as {
    readonly scope: RuleScope;
    readonly rules: Readonly<Record<string, unknown>>;
  };
  const actions = new Map(Object.entries(rules));
  const faults = folders
    .filter(folder => !actions.has(folder))
    .map(folder => `no entry for the rule "${folder}"`);
  for (const [rule, action] of actions) {
    if (!folders.includes(rule))
      faults.push(`the entry "${rule}" has no folder policies/${rule}/ with a rule.ts`);
    if (!isLevel(action))
      faults.push(`"${rule}" has ${JSON.stringify(action)}, and an action is one of ${levels.join(', ')}`);
  }
  if (faults.length > 0) throw new Error(faults.map(fault => `${file}: ${fault}`).join('\n'));
  const known = [...actions].flatMap(([rule, action]) => (isLevel(action) ? [[rule, action] as const] : []));
  return { scope, rules: Object.fromEntries(known.sort()) };
}

// js-yaml's `load` follows YAML 1.2, which reads `off` as a string.
const isLevel = (action: unknown): action is Level => levels.some(level => level === action);

const configValidatorTypes = `${banner('scripts/generate.ts')}
/** An error of ajv; \`params\` depends on the keyword. */
export interface ConfigError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
/** False where the configuration breaks its schema; \`errors\` says where, until the next call. */
export declare const validateConfig: { (value: unknown): boolean; errors?: readonly ConfigError[] | null };
`;

function configValidator(): string {
  // Descriptions are for editors; ajv would copy them into the code.
  const schema: AnySchemaObject = JSON.parse(fs.readFileSync(at(configSchema), 'utf8'), (key, value) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, code: { source: true, esm: true } });
  ajv.addSchema(schema, 'config');
  return banner(configSchema) + inlined(standalone.default(ajv, { validateConfig: 'config' }));
}

/**
 * Bundles the helpers (equal, ucs2length) that ajv's standalone code requires, so that no ajv is left at run time.
 * Minified, because esbuild otherwise writes the paths of node_modules into the code.
 */
function inlined(code: string): string {
  const built = buildSync({
    stdin: { contents: code, resolveDir: home },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
    legalComments: 'none',
  });
  return built.outputFiles[0]?.text ?? '';
}

async function main(): Promise<number> {
  const isCheck = process.argv.includes('--check');
  let stale = 0;
  for (const { file, make } of outputs) {
    const made = make();
    const written = fs.existsSync(at(file)) ? fs.readFileSync(at(file), 'utf8') : null;
    if (made === written) continue;
    stale++;
    if (isCheck)
      console.error(`${file} is ${written === null ? 'missing' : 'stale'}: run "npm run generate"`);
    else {
      fs.mkdirSync(path.dirname(at(file)), { recursive: true });
      fs.writeFileSync(at(file), made);
    }
    if (!isCheck) console.log(`${file} written`);
    // The rest is made from the rules, which this process has loaded by the old index.
    if (!isCheck && file === ruleIndex) return again();
  }
  // Last, because the chart includes what is written above.
  const changed = changedSinceRendered(at('deploy'));
  if (isCheck)
    for (const file of changed)
      console.error(`deploy/kustomize/base is stale (deploy/${file}): run "npm run generate"`);
  else if (changed.length > 0) await renderBase();
  return isCheck && stale + changed.length > 0 ? 1 : 0;
}

function again(): number {
  return spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1;
}

async function renderBase(): Promise<void> {
  const found = await findHelm(text => console.error(text));
  if (found.is === 'missing')
    throw new Error(`deploy/kustomize/base is stale, and only Helm can render it: ${found.why}`);
  writeBase(renderedBase(found.file, at('deploy')), at('deploy'));
  console.log('deploy/kustomize/base written');
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
