/** What is derived from the config's schema: the schema for editors, and the tables of docs/configuration.md. */
import type { Preset } from '../src/routes/controllers/preset.ts';
import { presets } from '../src/routes/controllers/presets.ts';
import type { AnyRule, Params } from '../src/rule.ts';

type Schema = { readonly [key: string]: unknown };

/**
 * The config's schema with the names that an editor can complete: rules, their parameters, and presets. The program itself
 * does not use it, because its own checks suggest the nearest name.
 */
export function editorSchema(schema: Schema, rules: readonly AnyRule[]): string {
  const full = structuredClone(schema) as {
    readonly properties: {
      readonly controllers: { readonly items: { readonly properties: { preset: Schema } } };
      readonly exemptions: { readonly items: { readonly properties: { readonly rules: { items: Schema } } } };
    };
    readonly definitions: { rules: Schema };
  };
  const { controllers, exemptions } = full.properties;
  controllers.items.properties.preset = { enum: presets.map(({ id }) => id) };
  exemptions.items.properties.rules.items = { enum: ['*', ...rules.map(({ id }) => id)] };
  const choice = full.definitions.rules.additionalProperties as Schema;
  full.definitions.rules = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(rules.map(rule => [rule.id, ruleSchema(rule, choice)])),
  };
  return `${JSON.stringify(full, null, 2)}\n`;
}

/** The schema of a rule's value, with its own parameters. */
function ruleSchema({ summary, params }: AnyRule, choice: Schema): Schema {
  const [action, settings] = structuredClone(choice.anyOf) as [
    Schema,
    { readonly properties: { params: Schema } },
  ];
  settings.properties.params = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(params as Params).map(([name, normal]) => [
        name,
        { type: typeOf(normal), default: normal },
      ]),
    ),
  };
  return { description: summary, anyOf: [action, settings] };
}

const typeOf = (normal: Params[string]) => (Array.isArray(normal) ? 'array' : typeof normal);

/** The page with its table of the presets, generated between two markers. */
export function withPresetsTable(page: string): string {
  const rows = presets.map(preset => {
    const cells = [
      `\`${preset.id}\``,
      preset.title,
      codes(preset.classNames),
      codes(preset.gatewayClassNames),
      proxiesOf(preset),
    ];
    return `| ${cells.join(' | ')} |\n`;
  });
  const table = `| preset | ingress controller | IngressClass names | GatewayClass names | proxies |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`;
  return page.replace(
    /(<!-- presets -->\n)[\s\S]*?(<!-- \/presets -->)/,
    (_, from, to) => `${from}\n${table}\n${to}`,
  );
}

const codes = (names: readonly string[]) =>
  names.length === 0 ? '–' : names.map(name => `\`${name}\``).join(', ');

function proxiesOf({ dataPlanes }: Preset): string {
  const places = dataPlanes.map(plane => {
    switch (plane.runs) {
      case 'pods':
        return `namespace ${plane.namespaces.map(name => `\`${name}\``).join(' or ')}`;
      case 'gateway-namespace':
        return 'the namespace of the Gateway';
      case 'outside':
        return 'outside of the cluster';
      case 'node':
        return 'on the node';
      default:
        return plane satisfies never;
    }
  });
  return places.join(', or ');
}
