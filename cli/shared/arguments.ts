import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestName } from '../../src/config/words.ts';
import { UsageError } from './usage-error.ts';

/** Parses a command's arguments. The error of a wrong argument names the command that lists the options. */
export function parsed<const T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // The first sentence of parseArgs states the fault.
    const [first = ''] = error instanceof Error ? error.message.split('. ') : [];
    const near = nearestOption(first, Object.keys(options));
    const hint = near === null ? '' : `: did you mean "--${near}"?`;
    throw new UsageError(`${first}${hint || ';'} "ingress-policy ${command} --help" lists the options`);
  }
}

function nearestOption(message: string, options: readonly string[]): string | null {
  const [, name] = /^Unknown option '--([^']+)'/.exec(message) ?? [];
  return name === undefined ? null : nearestName(name, options);
}

/** The value of an option with a closed list of values; throws a UsageError for any other. */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  values: readonly T[],
): T | null {
  if (value === undefined) return null;
  const known = values.find(candidate => candidate === value);
  if (known === undefined) throw new UsageError(`${option} is "${value}", and takes ${values.join(', ')}`);
  return known;
}

export function portIn(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`${option} is "${text}", and must be a number from 0 to 65535`);
  return port;
}
