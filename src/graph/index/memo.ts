import type { Query } from './query.ts';

/**
 * Caches answers for the life of a query, during which the graph does not change. A query with a recorder has its own
 * cache, so that its reads are recorded.
 */
export function perQuery<Key, Value>(): (query: Query, key: Key, compute: () => Value) => Value {
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
