/** The text of an annotation as a controller reads it. */
export interface ValueForm {
  /** Completes "it must be …": `a number of seconds`. */
  readonly title: string;
  /** Null for a text that the controller cannot read. */
  parse(text: string): number | string | boolean | null;
  /** The text that was probably meant, such as `60` for `60s`; null where no single reading fits. */
  repair?(text: string): string | null;
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a text such as `90s`, `1m30s` or `1.5h`; null for another text. */
export function secondsOf(text: string): number | null {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.trim()) return null;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0);
}

/** An integer, as Go's strconv.Atoi reads it. */
export const integer: ValueForm = {
  title: 'an integer without a unit',
  parse: text => (/^[+-]?\d+$/.test(text.trim()) ? Number(text) : null),
};

/** Whole seconds without a unit. */
export const wholeSeconds: ValueForm = {
  title: 'a number of seconds without a unit',
  parse: text => (/^[+-]?\d+$/.test(text) ? Number(text) : null),
  repair: text => {
    const seconds = secondsOf(text);
    return seconds !== null && Number.isInteger(seconds) && seconds > 0 ? String(seconds) : null;
  },
};

/** time.ParseDuration of Go: `1m30s`; a bare number other than 0 has no unit and is an error. */
export const goDuration: ValueForm = {
  title: 'a duration with a unit, such as 60s',
  parse: text => {
    if (/^[+-]?0$/.test(text)) return 0;
    return /^[+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(text)
      ? text
      : null;
  },
  repair: text => (/^[1-9]\d*$/.test(text) ? `${text}s` : null),
};

export const oneOf = (...values: readonly string[]): ValueForm => ({
  title: `one of ${values.join(', ')}`,
  parse: text => (values.includes(text) ? text : null),
  repair: text => {
    const [only, ...more] = values.filter(value => value.toLowerCase() === text.trim().toLowerCase());
    return only !== undefined && more.length === 0 ? only : null;
  },
});

/** strconv.ParseBool of Go. */
export const boolean: ValueForm = {
  title: '"true" or "false"',
  parse: text => {
    if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
    return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : null;
  },
};

/** Any text: its form is not checked. */
export const anyText: ValueForm = { title: 'a text', parse: text => text };
