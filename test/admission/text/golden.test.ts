import { expect, test } from 'vitest';
import { answerTo } from './answer.ts';
import { cases } from './cases.ts';

test.each(Object.entries(cases))('%s', async (name, one) => {
  await expect(await answerTo(one)).toMatchFileSnapshot(`${name}.out`);
});
