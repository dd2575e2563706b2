import { dump } from 'js-yaml';

export type Value = unknown;
type Fn = (...args: readonly Value[]) => Value;

/** What Go takes for false: zero, the empty, and what is not there. */
export function isTrue(value: Value): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value);
}

/** As it is printed. Go writes "<no value>" for what is not there, which nobody ever means. */
export function text(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${value === undefined || value === null ? 'nothing' : 'a map or a list'} is printed`);
}

const list = (value: Value): readonly Value[] => {
  if (Array.isArray(value)) return value;
  throw new Error('a list is expected');
};

const indented = (spaces: Value, value: Value) => text(value).replaceAll(/^/gm, ' '.repeat(Number(spaces)));

const yaml = (value: Value) =>
  dump(value, {
    sortKeys: true,
    seqNoIndent: true,
    lineWidth: -1,
    quoteStyle: 'double',
    noRefs: true,
  }).trimEnd();

/** Of Go's own functions and those that Helm adds (sprig's) the ones that the chart calls. */
export const functions: Readonly<Record<string, Fn>> = {
  and: (...all) => all.find(one => !isTrue(one)) ?? all.at(-1),
  or: (...all) => all.find(isTrue) ?? all.at(-1),
  not: one => !isTrue(one),
  eq: (one, ...others) => others.some(other => other === one),
  ne: (one, other) => one !== other,
  lt: (one, other) => Number(one) < Number(other),
  gt: (one, other) => Number(one) > Number(other),
  add: (...all) => all.reduce<number>((sum, one) => sum + Number(one), 0),
  int: one => Math.trunc(Number(one)),
  len: one => list(one).length,
  default: (fallback, value) => (isTrue(value) ? value : fallback),
  quote: one => JSON.stringify(text(one)),
  printf: (format, ...rest) => {
    const args = [...rest];
    return text(format).replaceAll(/%[sdq]/g, verb => {
      const arg = args.shift();
      return verb === '%q' ? JSON.stringify(text(arg)) : text(arg);
    });
  },
  print: (...all) => all.map(text).join(''),
  trunc: (most, one) => text(one).slice(0, Number(most)),
  trimSuffix: (suffix, one) =>
    text(one).endsWith(text(suffix)) ? text(one).slice(0, -text(suffix).length) : one,
  contains: (part, one) => text(one).includes(text(part)),
  list: (...all) => all,
  concat: (...all) => all.flatMap(list),
  uniq: one => [...new Set(list(one))],
  has: (one, all) => list(all).includes(one),
  dict: (...pairs) => {
    const made: Record<string, Value> = {};
    for (let at = 0; at < pairs.length; at += 2) made[text(pairs[at])] = pairs[at + 1];
    return made;
  },
  toYaml: one => yaml(one),
  indent: indented,
  nindent: (spaces, one) => `\n${indented(spaces, one)}`,
  fail: message => {
    throw new ChartRefusal(text(message));
  },
};

/** What the chart itself says of the values that it was given. */
export class ChartRefusal extends Error {
  override readonly name = 'ChartRefusal';
}
