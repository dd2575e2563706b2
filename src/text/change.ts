import type { Json } from '../kube/json.ts';
import type { Operation, Pointer } from '../kube/pointer.ts';
import type { Fix } from '../rule.ts';
import { visible, visibleJson } from './visible.ts';
import { formatYaml } from './yaml.ts';

/** The words of a change: the name of a field, and its present value where that is known. */
export interface Telling {
  place(at: Pointer): string;
  was(at: Pointer): Json | undefined;
}

const bare: Telling = { place: at => at, was: () => undefined };

/** The lines of a change: fields with their values, and the manifests of new objects. */
export function changeLines(
  { operations, creates }: Pick<Fix, 'operations' | 'creates'>,
  telling: Telling = bare,
): readonly string[] {
  return [
    ...operations.flatMap((operation, index) => operationLines(operation, operations[index - 1], telling)),
    ...creates.flatMap((object, index) => [...(index > 0 ? ['---'] : []), ...formatYaml(object)]),
  ];
}

/** A `test` is no change: it holds the old value of the replacement that follows it. */
function operationLines(
  operation: Operation,
  before: Operation | undefined,
  telling: Telling,
): readonly string[] {
  switch (operation.op) {
    case 'test':
      return [];
    case 'remove':
      return [
        `${visible(telling.place(operation.path))}: ${oldValue(operation.path, before, telling)}(removed)`,
      ];
    case 'add':
    case 'replace': {
      const { path, value } = operation;
      const place = `${visible(telling.place(path))}:`;
      if (typeof value === 'object' && value !== null) {
        return [place, ...formatYaml(value).map(line => `  ${line}`)];
      }
      return [`${place} ${oldValue(path, before, telling)}${inline(value)}`];
    }
    default:
      return operation satisfies never;
  }
}

function oldValue(path: Pointer, before: Operation | undefined, telling: Telling): string {
  const was = before?.op === 'test' && before.path === path ? before.value : telling.was(path);
  return was === undefined ? '' : `${inline(was)} → `;
}

const inline = (value: Json) => visibleJson(JSON.stringify(value));
