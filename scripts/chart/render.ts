/**
 * Renders the chart without Helm, so that the kustomize base can be made from it, and the chart be tested, where there is
 * none. It knows what the chart uses and stumbles over the rest; the e2e tests hold it to the real Helm.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { functions, isTrue, text, type Value } from './functions.ts';
import { type Block, type Node, type Operand, type Pipe, parse } from './parse.ts';

export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** What `app.kubernetes.io/managed-by` says. */
  readonly service: string;
}

export const defaultRelease: Release = {
  name: 'ingress-policy',
  namespace: 'ingress-policy',
  service: 'Helm',
};

export type Values = { readonly [key: string]: unknown };

/** The text of each template by its name below `templates/`; one that comes out empty is left out. */
export function renderChart(
  home: string,
  values: Values = {},
  release: Release = defaultRelease,
): ReadonlyMap<string, string> {
  const merged = mergedValues(home, values);
  const chart = load(fs.readFileSync(path.join(home, 'Chart.yaml'), 'utf8')) as Record<string, string>;
  const root = {
    Values: merged,
    Chart: { Name: chart.name, Version: chart.version, AppVersion: chart.appVersion },
    Release: { Name: release.name, Namespace: release.namespace, Service: release.service },
    Files: { Get: (file: string) => fs.readFileSync(path.join(home, file), 'utf8') },
  };
  const folder = path.join(home, 'templates');
  const sources = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(tpl|yaml|txt)$/.test(file))
    .sort()
    .map(file => ({ file, tree: parse(fs.readFileSync(path.join(folder, file), 'utf8'), file) }));
  const defined = new Map<string, Block>();
  for (const { tree } of sources)
    for (const node of tree) if (node.is === 'define') defined.set(node.name, node.body);
  const rendered = sources
    .filter(({ file }) => !file.endsWith('.tpl'))
    .map(({ file, tree }) => [file, evaluate(tree, root, root, file, defined)] as const);
  return new Map(rendered.filter(([, made]) => made.trim() !== ''));
}

/** The chart's own, with what is given put over them; checked as Helm does. */
export function mergedValues(home: string, values: Values): Values {
  const own = load(fs.readFileSync(path.join(home, 'values.yaml'), 'utf8')) as Values;
  const merged = over(own, values) as Values;
  const schema = JSON.parse(fs.readFileSync(path.join(home, 'values.schema.json'), 'utf8'));
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  if (!ajv.validate(schema, merged))
    throw new ValuesRefusal(ajv.errorsText(ajv.errors, { dataVar: 'values' }));
  return merged;
}

export class ValuesRefusal extends Error {
  override readonly name = 'ValuesRefusal';
}

function over(own: unknown, given: unknown): unknown {
  if (!isMap(own) || !isMap(given)) return given;
  const keys = new Set([...Object.keys(own), ...Object.keys(given)]);
  const pairs = [...keys].map(key => [key, key in given ? over(own[key], given[key]) : own[key]] as const);
  // Null takes a value of the chart's away.
  return Object.fromEntries(pairs.filter(([, value]) => value !== null));
}

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function evaluate(
  tree: Block,
  top: Value,
  root: Value,
  file: string,
  defined: ReadonlyMap<string, Block>,
): string {
  type Scope = Map<string, { value: Value }>;
  const run = (nodes: Block, dot: Value, outer: Scope): string => {
    const scope: Scope = new Map(outer);
    return nodes.map(node => step(node, dot, scope)).join('');
  };

  function step(node: Node, dot: Value, scope: Scope): string {
    switch (node.is) {
      case 'text':
        return node.text;
      case 'define':
        return '';
      case 'print': {
        const value = at(node, () => pipe(node.pipe, dot, scope));
        return node.pipe.assign === null ? at(node, () => text(value)) : '';
      }
      case 'if':
        return run(
          isTrue(at(node, () => pipe(node.pipe, dot, scope))) ? node.then : node.otherwise,
          dot,
          scope,
        );
      case 'with': {
        const value = at(node, () => pipe(node.pipe, dot, scope));
        return isTrue(value) ? run(node.then, value, scope) : run(node.otherwise, dot, scope);
      }
      case 'range':
        return ranged(node, dot, scope);
      default:
        return node satisfies never;
    }
  }

  function ranged(node: Extract<Node, { is: 'range' }>, dot: Value, scope: Scope): string {
    const value = at(node, () => pipe(node.pipe, dot, scope));
    if (!isTrue(value)) return run(node.otherwise, dot, scope);
    // Go walks a map by its keys in their order.
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value as Values).sort();
    return entries
      .map(([key, item]) => {
        const inner: Scope = new Map(scope);
        const names = node.variables.length === 1 ? ['', ...node.variables] : node.variables;
        if (names[0]) inner.set(names[0], { value: key });
        if (names[1]) inner.set(names[1], { value: item });
        return run(node.then, item, inner);
      })
      .join('');
  }

  function pipe({ assign, commands }: Pipe, dot: Value, scope: Scope): Value {
    let value: Value;
    commands.forEach((command, index) => {
      value = call(command, index === 0 ? [] : [value], dot, scope);
    });
    if (assign === null) return value;
    const known = scope.get(assign.name);
    if (assign.isNew) scope.set(assign.name, { value });
    else if (known === undefined) throw new Error(`the variable "${assign.name}" is not set`);
    else known.value = value;
    return value;
  }

  function call(
    [head, ...rest]: readonly Operand[],
    last: readonly Value[],
    dot: Value,
    scope: Scope,
  ): Value {
    if (head === undefined) throw new Error('an empty command');
    const args = () => [...rest.map(one => operand(one, dot, scope)), ...last];
    if (head.is !== 'function') {
      const value = operand(head, dot, scope);
      return typeof value === 'function' ? value(...args()) : value;
    }
    if (head.name === 'include') {
      const [name, given] = args();
      const body = defined.get(text(name));
      if (body === undefined) throw new Error(`"${text(name)}" is defined nowhere`);
      return evaluate(body, given, root, text(name), defined);
    }
    const made = functions[head.name];
    if (made === undefined)
      throw new Error(`the function "${head.name}" is not among those that are known here`);
    return made(...args());
  }

  function operand(one: Operand, dot: Value, scope: Scope): Value {
    if (one.is === 'literal') return one.value;
    if (one.is === 'function') return call([one], [], dot, scope);
    const from =
      typeof one.of !== 'string' ? pipe(one.of, dot, scope) : one.of === '.' ? dot : variable(one.of, scope);
    return one.fields.reduce<Value>((value, field) => {
      if (value === null || value === undefined) throw new Error(`"${field}" of nothing`);
      return (value as Values)[field];
    }, from);
  }

  function variable(name: string, scope: Scope): Value {
    const known = scope.get(name);
    if (known === undefined) throw new Error(`the variable "${name}" is not set`);
    return known.value;
  }

  function at<T>({ line }: { readonly line: number }, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (error instanceof Error && !/^\S+:\d+: /.test(error.message))
        error.message = `${file}:${line}: ${error.message}`;
      throw error;
    }
  }

  // `$` is what the template was called with, as in Go.
  return run(tree, top, new Map([['$', { value: top }]]));
}
