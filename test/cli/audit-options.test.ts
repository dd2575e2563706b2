import os from 'node:os';
import { expect, test } from 'vitest';
import { parseScan } from '../../cli/scan/options.ts';

test('without an option everything has its default', () => {
  expect(parseScan([])).toEqual({
    kubeconfig: null,
    context: null,
    config: null,
    profile: null,
    interval: 15 * 60_000,
    lease: null,
    identity: os.hostname(),
    reports: 'auto',
    host: null,
    healthPort: 8081,
  });
});

test.each([
  ['30s', 30],
  ['15m', 900],
  ['1h', 3600],
  ['1h30m5s', 5405],
  ['24h', 86_400],
])('--interval %s is %i seconds', (text, seconds) => {
  expect(parseScan(['--interval', text]).interval).toBe(seconds * 1000);
});

test('a lease has a namespace, a name and a holder', () => {
  expect(parseScan(['--lease', 'policy/scan', '--identity', 'pod-1'])).toMatchObject({
    lease: { namespace: 'policy', name: 'scan' },
    identity: 'pod-1',
  });
});

test('--once has neither interval nor port', () => {
  expect(parseScan(['--once'])).toMatchObject({ interval: null, healthPort: null });
});

const mistakes: readonly (readonly [readonly string[], string])[] = [
  ...['', '15', '5s', '25h', '1.5h', 'm', '15 m'].map(
    text => [['--interval', text], text === '' ? 'is empty' : 'must be a time from 10s to 24h'] as const,
  ),
  ...['scan', 'a/b/c', '/scan', 'policy/', 'Policy/scan'].map(
    text => [['--lease', text], 'must be NAMESPACE/NAME'] as const,
  ),
  [['--identity', 'a'], '--identity needs --lease'],
  [['--reports', 'some'], 'takes auto, none'],
  [['--profile', 'lax'], 'takes baseline, strict'],
  [['--health-port', '70000'], 'from 0 to 65535'],
  [['--once', '--lease', 'a/b'], '--lease does not work with --once'],
  [['--once', '--interval', '1h'], '--interval does not work with --once'],
  [['--once', '--health-port', '0'], '--health-port does not work with --once'],
  [['stray'], "Unexpected argument 'stray'"],
  [['--wat'], '"ingress-policy scan --help" lists the options'],
];

test.each(mistakes)('%j is refused: %s', (args, message) => {
  expect(() => parseScan(args)).toThrow(message);
});
