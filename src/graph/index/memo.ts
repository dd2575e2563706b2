import type { Query } from './query.ts';

/**
 * Remembers answers for as long as the query lives, over which the graph does not change. What is asked anew with a
 * recorder is computed anew, so that its reads are noted.
 */
export function perQuery<Key extends object, Value>(): (
  query: Query,
  key: Key,
  compute: () => Value,
) => Value {
  const queries = new WeakMap<Query, Map<Key, Value>>();
  return (query, key, compute) => {
    let answers = queries.get(query);
    if (answers === undefined) {
      answers = new Map();
      queries.set(query, answers);
    }
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = compute();
      answers.set(key, answer);
    }
    return answer;
  };
}
