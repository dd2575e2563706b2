import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';

interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The page with its table of the chart's values, generated between two markers from values.yaml and its schema. */
export function withValuesTable(page: string, chart: string): string {
  const read = (file: string) => fs.readFileSync(path.join(chart, file), 'utf8');
  const schema: Schema = JSON.parse(read('values.schema.json'));
  const rows = rowsOf('', load(read('values.yaml')), schema, schema.definitions ?? {});
  const table = `| value | default | |\n| --- | --- | --- |\n${rows.join('')}`;
  return page.replace(
    /(<!-- values -->\n)[\s\S]*?(<!-- \/values -->)/,
    (_, from, to) => `${from}\n${table}\n${to}`,
  );
}

function rowsOf(
  at: string,
  value: unknown,
  schema: Schema,
  definitions: Readonly<Record<string, Schema>>,
): readonly string[] {
  const resolved = { ...definitions[schema.$ref?.replace('#/definitions/', '') ?? ''], ...schema };
  // A subtree with a title, such as the config, is described elsewhere.
  if (at !== '' && (resolved.properties === undefined || resolved.title !== undefined)) {
    const words =
      resolved.title === undefined
        ? resolved.description
        : `The config: an \`${resolved.title}\`, as [configuration.md](configuration.md) describes it.`;
    return [
      `| \`${at}\` | \`${JSON.stringify(value).replaceAll('|', '\\|')}\` | ${[words, choicesOf(resolved)].filter(Boolean).join(' ')} |\n`,
    ];
  }
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, inner]) =>
    rowsOf(at === '' ? key : `${at}.${key}`, inner, resolved.properties?.[key] ?? {}, definitions),
  );
}

const choicesOf = ({ enum: choices }: Schema) =>
  choices === undefined ? '' : `One of ${choices.map(choice => `\`${choice}\``).join(', ')}.`;
