import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** What `parseArgs` makes of the arguments of a command; a mistake names the command that lists its options. */
export function parsed<const T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // parseArgs says what is wrong in its first sentence.
    const [first = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(`${first}; "ingress-policy ${command} --help" lists the options`);
  }
}

/** The value, where it is one of those that the option takes. */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  values: readonly T[],
): T | null {
  if (value === undefined) return null;
  const found = values.find(one => one === value);
  if (found === undefined) throw new UsageError(`${option} is "${value}", and takes ${values.join(', ')}`);
  return found;
}

export function portIn(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`${option} is "${text}", and must be a number from 0 to 65535`);
  return port;
}
