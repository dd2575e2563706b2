import type { Json } from '../kube/json.ts';
import { formatRef, type Ref, sameRef } from '../kube/object.ts';
import type { Operation } from '../kube/patch.ts';
import type { Fix } from '../rule.ts';
import { fill, type Look, span, whole, words } from './layout.ts';
import { visibleJson } from './visible.ts';
import { formatYaml } from './yaml.ts';

/** The fix's title, then what to write: places with their values, or the manifest of a new object. */
export function fixLines(fix: Fix, subject: Ref, { width, paint }: Look): readonly string[] {
  const title = fill([whole('fix:', 'green'), ...words(fix.title)], { width, first: 2, rest: 7, paint });
  const elsewhere = fix.operations.length > 0 && !sameRef(fix.on, subject);
  return [
    ...title,
    ...(elsewhere ? fill(words(`in ${formatRef(fix.on)}`), { width, first: 4, rest: 8, paint }) : []),
    ...fix.operations.flatMap((operation, index) => operationLines(operation, fix.operations[index - 1])),
    ...fix.creates.flatMap((object, index) => [...(index > 0 ? ['      ---'] : []), ...yamlLines(object)]),
  ];
}

/** A `test` is no change; it tells what the replacement after it replaces. */
function operationLines(operation: Operation, before: Operation | undefined): readonly string[] {
  const { op, path, value } = operation;
  switch (op) {
    case 'test':
      return [];
    case 'add':
    case 'replace': {
      const place = `      ${span(path).text}:`;
      if (typeof value === 'object' && value !== null) {
        return [place, ...yamlLines(value).map(line => `  ${line}`)];
      }
      const old = before?.op === 'test' && before.path === path ? `${inline(before.value)} → ` : '';
      return [`${place} ${old}${inline(value)}`];
    }
    default:
      return op satisfies never;
  }
}

const inline = (value: Json) => visibleJson(JSON.stringify(value));

const yamlLines = (value: Json) => formatYaml(value).map(line => `      ${line}`);
