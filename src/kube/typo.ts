/**
 * Whether two names differ by one typo: in case, in separators, or, in a word of five letters or more, by two swapped
 * neighbours or one inner letter that is wrong, missing or extra. Different digits are never a typo: `v1` and `v2` are
 * two names.
 */
export function isTypo(a: string, b: string): boolean {
  if (a === b || !isClose(a, b)) return false;
  const plainA = plain(a);
  const plainB = plain(b);
  if (plainA === plainB) return true;
  if (digits(plainA) !== digits(plainB)) return false;
  const wordsA = words(a);
  const wordsB = words(b);
  if (wordsA.length !== wordsB.length) return false;
  const different = wordsA.flatMap((word, index) =>
    word === wordsB[index] ? [] : [[word, wordsB[index] ?? ''] as const],
  );
  const [only, ...more] = different;
  return only !== undefined && more.length === 0 && isWordTypo(only[0], only[1]);
}

/** A cheap test that every typo passes. It allocates no string, because many pairs of names are compared. */
function isClose(a: string, b: string): boolean {
  const [lettersA, sumA, digitsA] = tally(a);
  const [lettersB, sumB, digitsB] = tally(b);
  if (digitsA !== digitsB || Math.abs(lettersA - lettersB) > 1) return false;
  return Math.abs(sumA - sumB) <= (lettersA === lettersB ? 25 : 122);
}

/** The number of letters, the sum of their lower-case codes, and the sum of the digits' codes. */
function tally(text: string): readonly [letters: number, sum: number, digits: number] {
  let letters = 0;
  let sum = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += code;
    else if (code >= 65 && code !== 95) {
      letters++;
      sum += code <= 90 ? code + 32 : code;
    }
  }
  return [letters, sum, digits];
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[-_./]/g, '');
const digits = (text: string) => text.replaceAll(/[^0-9]/g, '');
const words = (text: string) => text.toLowerCase().split(/[-_./]/);

function isWordTypo(a: string, b: string): boolean {
  if (Math.max(a.length, b.length) < 5 || /[0-9]/.test(a + b)) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let toA = a.length;
  let toB = b.length;
  while (toA > from && toB > from && a[toA - 1] === b[toB - 1]) {
    toA--;
    toB--;
  }
  const restA = a.slice(from, toA);
  const restB = b.slice(from, toB);
  if (restA.length === 2 && restB.length === 2) return restA[0] === restB[1] && restA[1] === restB[0];
  if (restA.length + restB.length > 2 || restA.length > 1 || restB.length > 1) return false;
  return from > 0 && toA < a.length && toB < b.length;
}

/**
 * Keys of a name: two names that differ by a typo have one in common. A key is the name without separators, or a hash
 * of its words, one of them without one letter: two words that differ in one letter, or by two swapped neighbours, are
 * equal once each lacks a letter. Other names may have a common key, too.
 */
export function typoKeys(name: string): ReadonlySet<string | number> {
  const keys = new Set<string | number>([plain(name)]);
  const all = words(name);
  const hashes = all.map(word => hashOf(word));
  for (const [index, word] of all.entries()) {
    // A word typo needs five letters in the longer word.
    if (word.length < 4 || /[0-9]/.test(word)) continue;
    const others = hashes.reduce((sum, hash, at) => (at === index ? sum : mix(sum, hash)), index);
    const whole = hashes[index] ?? 0;
    keys.add(mix(others, whole));
    for (const hash of withoutOne(word)) keys.add(mix(others, hash));
  }
  return keys;
}

// Hashes below 2^26, so that a product with the factor is an exact integer.
const factor = 65_599;
const modulus = 67_108_859;
const mix = (sum: number, code: number) => (sum * factor + code + 1) % modulus;

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at++) hash = mix(hash, word.charCodeAt(at));
  return hash;
}

/** The hashes of the word without each of its letters. */
function withoutOne(word: string): readonly number[] {
  let hash = hashOf(word.slice(1));
  const hashes = [hash];
  const weights = [1];
  for (let at = 1; at < word.length; at++) weights.push(((weights[at - 1] ?? 1) * factor) % modulus);
  // Without its second letter instead of its first, the word differs in one place.
  for (let at = 1; at < word.length; at++) {
    const change = word.charCodeAt(at - 1) - word.charCodeAt(at);
    const moved = (hash + change * (weights[word.length - 1 - at] ?? 1)) % modulus;
    hash = moved < 0 ? moved + modulus : moved;
    hashes.push(hash);
  }
  return hashes;
}

/** The name without a suffix that only names the kind: `web` for `web-svc` and `web-deployment`. */
export function stem(name: string): string {
  return name.replace(
    /[-_.](svc|service|deploy|deployment|sts|statefulset|ds|daemonset|app|pod|rc|dc)$/i,
    '',
  );
}

/** The edits between two words, row by row: a letter more, less or changed, or two neighbours that changed places. */
export function editsBetween(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
