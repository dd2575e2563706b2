/** The text of an annotation as a controller reads it. */
export interface ValueForm {
  /** Completes "it must be …": `a number of seconds`. */
  readonly title: string;
  /** Null for a text that the controller cannot read. */
  parse(text: string): number | string | boolean | null;
  /** The text that was probably meant, such as `60` for `60s`; null where no single reading fits. */
  repair?(text: string): string | null;
  /** A text that the controller reads as something else than most writers mean: `60` as 60 ms. Null for any other text. */
  trap?(text: string): Trap | null;
}

export interface Trap {
  /** Completes "it is read as …": `60 ms`. */
  readonly reads: string;
  /** The text that was probably meant. */
  readonly meant: string | null;
  /** Completes "if … is meant", where it is no number of seconds. */
  readonly meaning?: string;
}

/** Seconds. The long units belong to no controller: they tell what a writer means. */
const units: readonly (readonly [name: string, seconds: number])[] = [
  ['ms|millis|milliseconds?', 0.001],
  ['s|secs?|seconds?', 1],
  ['m|mins?|minutes?', 60],
  ['h|hrs?|hours?', 3600],
  ['d|days?', 86_400],
];
const unit = new RegExp(
  `^(\\d+(?:\\.\\d+)?)\\s*(${units.map(([name]) => name).join('|')})(?![a-z])\\s*`,
  'i',
);

/** Seconds of a text that states its unit, such as `90s`, `1m30s`, `1.5h` or `5min`; null for another text. */
export function secondsOf(text: string): number | null {
  let rest = text.trim();
  let seconds: number | null = null;
  while (rest !== '') {
    const [part = '', number, name = ''] = unit.exec(rest) ?? [];
    const [, factor] = units.find(([names]) => new RegExp(`^(${names})$`, 'i').test(name)) ?? [];
    if (factor === undefined) return null;
    seconds = (seconds ?? 0) + Number(number) * factor;
    rest = rest.slice(part.length);
  }
  return seconds;
}

/** `90s` for 90, `500ms` for 0.5; null for what is no whole number of milliseconds. */
function withUnit(seconds: number | null): string | null {
  if (seconds === null || seconds <= 0) return null;
  if (Number.isInteger(seconds)) return `${seconds}s`;
  const milliseconds = Math.round(seconds * 1000);
  return milliseconds > 0 && Math.abs(milliseconds - seconds * 1000) < 1e-6 ? `${milliseconds}ms` : null;
}

const bare = /^[1-9]\d*$/;

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

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
};

/** time.ParseDuration of Go, in seconds: `1m30s`; a bare number other than 0 has no unit and is an error. */
export const goDuration: ValueForm = {
  title: 'a duration with a unit, such as 60s',
  parse: text => {
    if (/^[+-]?0$/.test(text)) return 0;
    if (!/^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return null;
    const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
    const seconds = parts.reduce(
      (sum, [, number, name]) => sum + Number(number) * (goUnits[name ?? ''] ?? 0),
      0,
    );
    return text.startsWith('-') ? -seconds : seconds;
  },
  repair: text => (bare.test(text.trim()) ? `${text.trim()}s` : withUnit(secondsOf(text))),
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

/**
 * One number and one unit of HAProxy. Without a unit HAProxy and two controllers read milliseconds; a third asks for a
 * unit. In seconds.
 */
function haproxyDuration(title: string, form: RegExp): ValueForm {
  return {
    title,
    parse: text => {
      if (!form.test(text)) return null;
      const [, number, name] = /^(\d+)([a-z]*)$/.exec(text) ?? [];
      const factor = { us: 1e-6, ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }[name || 'ms'] ?? 0;
      return Number(number) * factor;
    },
    repair: text => (bare.test(text.trim()) ? `${text.trim()}s` : withUnit(secondsOf(text))),
    trap: text => (form.test(text) ? tooFewMilliseconds(text, `${text}s`) : null),
  };
}

/** A number without a unit that is read as less than a second. */
function tooFewMilliseconds(text: string, meant: string | null): Trap | null {
  return bare.test(text) && Number(text) < 1000 ? { reads: `${text} ms`, meant } : null;
}

/** haproxytech/kubernetes-ingress pkg/utils/utils.go, ParseTime. */
export const haproxyTime = haproxyDuration(
  'a whole number with ms, s, m, h or d, such as 60s',
  /^\d+(ms|s|m|h|d)?$/,
);

/** openshift/router haproxy-config.template, $timeSpecPattern. */
export const openshiftTime = haproxyDuration(
  'a whole number above 0 with us, ms, s, m, h or d, such as 60s',
  /^[1-9]\d*(us|ms|s|m|h|d)?$/,
);

/** jcmoraisjr/haproxy-ingress annotations/updater.go: the unit is mandatory. */
export const haproxyIngressTime = haproxyDuration(
  'a whole number with us, ms, s, m, h or d, such as 60s',
  /^\d+(us|ms|s|m|h|d)$/,
);

const nginxUnits = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1, 0.001];

/** Time of nginx, in seconds: nginx/kubernetes-ingress internal/configs/parsing_helpers.go, ParseTime. */
export const nginxTime: ValueForm = {
  title: 'a time of nginx, such as 60s or 1m 30s',
  parse: text => {
    const match =
      /^(\d+y)??\s*(\d+M)??\s*(\d+w)??\s*(\d+d)??\s*(\d+h)??\s*(\d+m)??\s*(\d+s?)??\s*(\d+ms)??$/.exec(text);
    if (match === null || text.trim() === '') return null;
    return match
      .slice(1)
      .reduce(
        (sum, part, index) => sum + (Number.parseInt(part ?? '0', 10) || 0) * (nginxUnits[index] ?? 0),
        0,
      );
  },
  repair: text => withUnit(secondsOf(text)),
};

/** A number of milliseconds, in seconds. */
export const milliseconds: ValueForm = {
  title: 'a number of milliseconds without a unit',
  parse: text => (/^[+-]?\d+$/.test(text) ? Number(text) / 1000 : null),
  repair: text => {
    const seconds = secondsOf(text);
    return seconds !== null && seconds > 0 && Number.isInteger(seconds * 1000)
      ? String(seconds * 1000)
      : null;
  },
  trap: text => tooFewMilliseconds(text, `${text}000`),
};

/** A size of nginx with the units k and m. */
export const nginxSize: ValueForm = {
  title: 'a number of bytes, or of k or m',
  parse: text => (/^\d+[kKmM]?$/.test(text.trim()) ? text.trim() : null),
  repair: text => /^(\d+)\s*([km])i?b?$/i.exec(text.trim())?.slice(1, 3).join('').toLowerCase() ?? null,
};

/** Compared without regard to case. */
export const oneOfAnyCase = (...values: readonly string[]): ValueForm => ({
  title: `one of ${values.join(', ')}`,
  parse: text => values.find(value => value.toLowerCase() === text.trim().toLowerCase()) ?? null,
});

/** A JSON object. */
export const jsonObject: ValueForm = {
  title: 'a JSON object',
  parse: text => {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : null;
    } catch {
      return null;
    }
  },
};
