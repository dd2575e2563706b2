import { parseArgs } from 'node:util';
import { severities } from '../src/rule.ts';
import { UsageError } from './usage-error.ts';

const formats = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formats)[number];
const thresholds = [...severities, 'never'] as const;
export type Threshold = (typeof thresholds)[number];

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly verbose: boolean;
  readonly profile: 'baseline' | 'strict' | null;
  readonly failOn: Threshold;
  readonly world: 'open' | 'closed' | null;
  readonly config: string | null;
  readonly baseline: string | null;
  readonly writeBaseline: string | null;
}

const options = {
  format: { type: 'string' },
  verbose: { type: 'boolean', short: 'v' },
  profile: { type: 'string' },
  'fail-on': { type: 'string' },
  open: { type: 'boolean' },
  closed: { type: 'boolean' },
  config: { type: 'string' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
} as const;

export function parseCheck(args: readonly string[]): CheckOptions {
  const { values, positionals } = parse(args);
  if (values.open === true && values.closed === true)
    throw new UsageError('--open and --closed exclude each other');
  if (positionals.length === 0)
    throw new UsageError('check what? Name files or folders, or - for standard input');
  return {
    paths: positionals,
    format: choice('--format', values.format, formats) ?? 'text',
    verbose: values.verbose === true,
    profile: choice('--profile', values.profile, ['baseline', 'strict'] as const),
    failOn: choice('--fail-on', values['fail-on'], thresholds) ?? 'error',
    world: values.open === true ? 'open' : values.closed === true ? 'closed' : null,
    config: values.config ?? null,
    baseline: values.baseline ?? null,
    writeBaseline: values['write-baseline'] ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // parseArgs says what is wrong in its first sentence.
    const [first = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(`${first}; "ingress-policy check --help" lists the options`);
  }
}

function choice<T extends string>(option: string, value: string | undefined, values: readonly T[]): T | null {
  if (value === undefined) return null;
  const found = values.find(one => one === value);
  if (found === undefined) throw new UsageError(`${option} is "${value}", and takes ${values.join(', ')}`);
  return found;
}
