/** Kleene's three values. */
export type Truth = 'yes' | 'no' | 'unknown';

/** Conjunction: `no` wins over `unknown`. */
export function and(a: Truth, b: Truth): Truth {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

/** Disjunction: `yes` wins over `unknown`. */
export function or(a: Truth, b: Truth): Truth {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';
}

export function not(a: Truth): Truth {
  if (a === 'unknown') return a;
  return a === 'yes' ? 'no' : 'yes';
}

export function truth(known: boolean): Truth {
  return known ? 'yes' : 'no';
}
