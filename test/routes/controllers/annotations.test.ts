import { expect, test } from 'vitest';
import { presetOf } from '../../../src/routes/controllers/candidates.ts';
import { factOf } from '../../../src/routes/controllers/dialect.ts';
import { presets } from '../../../src/routes/controllers/presets.ts';
import {
  goDuration,
  haproxyIngressTime,
  haproxyTime,
  jsonObject,
  milliseconds,
  nginxSize,
  nginxTime,
  oneOfAnyCase,
  openshiftTime,
  secondsOf,
  type ValueForm,
  wholeSeconds,
} from '../../../src/routes/controllers/values.ts';

/** The unit trap: a row for each text, a column for each way to read it. Seconds; null for a text that cannot be read. */
const forms: readonly ValueForm[] = [
  wholeSeconds,
  nginxTime,
  haproxyTime,
  haproxyIngressTime,
  openshiftTime,
  goDuration,
  milliseconds,
];
test.for<[text: string, ...seconds: (number | null)[]]>([
  ['60', 60, 60, 0.06, null, 0.06, null, 0.06],
  ['60s', null, 60, 60, 60, 60, 60, null],
  ['1m30s', null, 90, null, null, null, 90, null],
  ['1m 30s', null, 90, null, null, null, null, null],
  ['1.5s', null, null, null, null, null, 1.5, null],
  ['500ms', null, 0.5, 0.5, 0.5, 0.5, 0.5, null],
  ['2m', null, 120, 120, 120, 120, 120, null],
  ['1h', null, 3600, 3600, 3600, 3600, 3600, null],
  ['0', 0, 0, 0, null, null, 0, 0],
  ['-5', -5, null, null, null, null, null, -0.005],
  ['-5s', null, null, null, null, null, -5, null],
  ['5min', null, null, null, null, null, null, null],
  ['', null, null, null, null, null, null, null],
])('"%s" as each controller reads it', ([text, ...seconds]) => {
  expect(forms.map(form => form.parse(text))).toEqual(seconds.map(one => one ?? null));
});

test.for<[text: string, ...texts: (string | null)[]]>([
  ['60', null, null, '60s', '60s', '60s', '60s', null],
  ['60s', '60', '60s', '60s', '60s', '60s', '60s', '60000'],
  ['5min', '300', '300s', '300s', '300s', '300s', '300s', '300000'],
  ['1.5s', null, '1500ms', '1500ms', '1500ms', '1500ms', '1500ms', '1500'],
  ['soon', null, null, null, null, null, null, null],
  ['0s', null, null, null, null, null, null, null],
])('"%s" as it is probably meant', ([text, ...texts]) => {
  expect(forms.map(form => form.repair?.(text) ?? null)).toEqual(texts);
});

test('a repair is a text that the form reads', () => {
  for (const form of forms) {
    for (const text of ['60s', '5 min', '90 seconds', '2h', '250ms', '1.5m', '1m30s']) {
      const repair = form.repair?.(text) ?? null;
      if (repair !== null) expect(form.parse(repair), `${form.title}: ${text}`).toBe(secondsOf(text));
    }
  }
});

test('a number without a unit that is read as less than a second is a trap', () => {
  const trap = (form: ValueForm, text: string) => form.trap?.(text) ?? null;
  for (const form of [haproxyTime, openshiftTime]) {
    expect(trap(form, '60')).toEqual({ reads: '60 ms', meant: '60s' });
    expect(trap(form, '1000')).toBeNull();
    expect(trap(form, '60s')).toBeNull();
  }
  expect(trap(milliseconds, '60')).toEqual({ reads: '60 ms', meant: '60000' });
  expect(trap(milliseconds, '5000')).toBeNull();
  expect(trap(haproxyIngressTime, '60')).toBeNull();
});

test('the other forms', () => {
  expect([nginxSize.parse('16k'), nginxSize.parse('1g'), nginxSize.parse('16Ki')]).toEqual([
    '16k',
    null,
    null,
  ]);
  expect([nginxSize.repair?.('16Ki'), nginxSize.repair?.('big')]).toEqual(['16k', null]);
  expect([oneOfAnyCase('h2').parse('H2'), oneOfAnyCase('h2').parse('h3')]).toEqual(['h2', null]);
  expect(['{"a":1}', '[]', '{', 'null'].map(text => jsonObject.parse(text))).toEqual([
    '{"a":1}',
    null,
    null,
    null,
  ]);
});

test('no key stands twice for one kind, and every timeout tells what it limits', () => {
  for (const { id, dialect } of presets) {
    const keys = dialect.annotations.flatMap(({ key, on }) => on.map(kind => `${kind} ${key}`));
    expect(new Set(keys).size, id).toBe(keys.length);
    for (const { key, effect, waits } of dialect.annotations)
      expect(waits !== undefined, key).toBe(effect === 'timeout');
  }
});

test('a default is a value that the form reads', () => {
  for (const { dialect } of presets) {
    for (const fact of dialect.annotations) {
      if (fact.effect === 'timeout' || fact.default === null) continue;
      expect(fact.value.parse(String(fact.default)), fact.key).not.toBeNull();
    }
  }
});

test('a fact holds for the kinds on which the controller reads the key', () => {
  const key = 'traefik.ingress.kubernetes.io/service.serversscheme';
  const { dialect } = presetOf('traefik');
  expect(factOf(dialect, key, 'Service')?.effect).toBe('protocol');
  expect(factOf(dialect, key, 'Ingress')).toBeNull();
});

// Istio reads none. Those of the Azure controllers were not looked up, so nothing is said of them.
test('every controller that takes an Ingress has its annotations', () => {
  const without = presets.filter(
    ({ dialect, ingressControllers, classNames }) =>
      dialect.annotations.length === 0 && ingressControllers.length + classNames.length > 0,
  );
  expect(without.map(({ id }) => id)).toEqual(['istio', 'azure-agic', 'azure-alb']);
});
