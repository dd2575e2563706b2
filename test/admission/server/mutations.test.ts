import { expect, test } from 'vitest';
import { seed, sized } from '../../support/cases.ts';
import { damage, decorated, random } from './mutations.ts';
import { names, post, review, said, webhook } from './webhook.ts';

const damaged = sized({ sample: 1000, full: 10_000 });
const padded = sized({ sample: 200, full: 2000 });

test(`each of ${damaged} damaged reviews has an answer (seed ${seed})`, async () => {
  const next = random(seed);
  const { app, logged } = webhook();
  const answers = new Map<string, number>();
  for (let round = 0; round < damaged; round++) {
    const asked = review(names[round % names.length] ?? '');
    for (let times = 1 + Math.floor(next() * 3); times > 0; times--) damage(asked, next);
    const text = JSON.stringify(asked);
    const uid = JSON.parse(text).request?.uid;
    const replied = await post(app, text, next() < 0.5 ? '/validate' : '/mutate');
    const kind = said(replied, uid).replace(/:.*/s, '');
    if (kind === '500') throw new Error(`500 for ${text}: ${JSON.stringify(logged.at(-1))}`);
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
  }
  expect([...answers.keys()].sort()).toEqual(['400', 'allowed', 'refused']);
});

test(`what is added besides the fault is no way past (seed ${seed})`, async () => {
  const next = random(seed);
  const { app } = webhook();
  const before = new Map<string, string>();
  for (const name of names) before.set(name, said(await post(app, review(name)), review(name).request.uid));
  const refused = names.filter(name => before.get(name)?.startsWith('refused'));
  expect(refused.length).toBeGreaterThan(8);
  for (let round = 0; round < padded; round++) {
    const name = refused[round % refused.length] ?? '';
    const asked = JSON.stringify(decorated(review(name), next));
    const answer = said(await post(app, asked), review(name).request.uid);
    // An invalid label is refused, too.
    if (answer.replaceAll('invalid-object ', '') !== before.get(name))
      throw new Error(`${name}: ${answer} for ${asked}`);
  }
});
