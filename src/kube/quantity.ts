/** Suffixes of a quantity: apimachinery/pkg/api/resource/suffix.go. */
const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number of a quantity such as `512Mi`, `0.5Gi` or `1e9`; null for another text. */
export function quantityOf(value: number | string): number | null {
  if (typeof value === 'number') return value;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value.trim());
  if (match === null) return null;
  const [, digits = '', exponent, suffix = ''] = match;
  return exponent === undefined ? Number(digits) * (factors[suffix] ?? 1) : Number(digits + exponent);
}
