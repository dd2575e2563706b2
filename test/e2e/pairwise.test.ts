import { describe, expect, test } from 'vitest';
import { type Choices, pairwise } from './pairwise.ts';

const tables: readonly { readonly name: string; readonly choices: Choices; readonly atMost: number }[] = [
  { name: 'two switches', choices: { a: [true, false], b: [true, false] }, atMost: 4 },
  {
    name: 'ten switches',
    choices: Object.fromEntries([...'abcdefghij'].map(name => [name, [true, false]])),
    atMost: 12,
  },
  {
    name: 'values of many kinds',
    choices: {
      one: ['only'],
      mode: ['enforce', 'warn', 'audit'],
      level: [1, 2, 3, 4],
      on: [true, false],
      absent: [undefined, 'here'],
    },
    atMost: 16,
  },
];

describe.each(tables)('$name', ({ choices, atMost }) => {
  const rows = pairwise(choices);

  test('every two values of different names stand together', () => {
    const names = Object.keys(choices);
    const apart = names.flatMap((a, at) =>
      names
        .slice(at + 1)
        .flatMap(b =>
          (choices[a] ?? []).flatMap(x =>
            (choices[b] ?? [])
              .filter(y => !rows.some(row => row[a] === x && row[b] === y))
              .map(y => `${a}=${x} with ${b}=${y}`),
          ),
        ),
    );
    expect(apart).toEqual([]);
  });

  test('in few choices', () => {
    expect(rows.length).toBeLessThanOrEqual(atMost);
  });
});
