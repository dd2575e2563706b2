/** Thrown for `.inf` and `.nan`: numbers in YAML that JSON, and so Kubernetes, cannot hold. */
export class NotJsonError extends Error {
  readonly text: string;
  constructor(text: string) {
    super(`"${text}" is no number in JSON`);
    this.text = text;
  }
}

const plainInteger = /^[1-9][0-9]{0,14}$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const based = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

/**
 * The number that go-yaml v2 reads from plain text, null where it stays text: strconv.ParseInt with base 0 after `_` is
 * removed, else a float. Precision ends at 2^53. Throws NotJsonError.
 */
export function goNumber(source: string): number | null {
  if (source === '0') return 0;
  if (plainInteger.test(source)) return Number(source);
  if (special.test(source)) throw new NotJsonError(source);
  // Go removes `_` only from a text that begins with a sign or a digit.
  const text = source.includes('_') && !source.startsWith('.') ? source.replaceAll('_', '') : source;
  const [, sign, hex, binary, octal] = based.exec(text) ?? [];
  if (sign !== undefined) {
    const value =
      hex !== undefined
        ? Number.parseInt(hex, 16)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : Number.parseInt(octal ?? '', 8);
    return sign === '-' ? -value : value;
  }
  if (!float.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
