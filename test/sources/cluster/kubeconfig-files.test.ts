import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { loadKubeConfig } from '../../../src/sources/cluster/credentials.ts';
import { folder } from '../../support/run.ts';

const named = (name: string, server: string, current = name) =>
  JSON.stringify({
    clusters: [{ name, cluster: { server, 'certificate-authority': 'ca.crt' } }],
    users: [{ name, user: { token: 'x' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': current,
  });

const home = () =>
  folder({
    first: named('first', 'https://first.example'),
    second: named('second', 'https://second.example'),
    'elsewhere/same': named('first', 'https://same.example'),
    silent: named('silent', 'https://silent.example', ''),
    empty: '',
  });

/** The server and the CA's file that a list of files leads to, or why to none. */
function led(files: readonly string[], context: string | null = null) {
  const at = home();
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = files.map(file => path.join(at, file)).join(path.delimiter);
  onTestFinished(() => {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  });
  const config = loadKubeConfig(null, context);
  if (typeof config === 'string') return config.replaceAll(`${at}/`, '');
  const { server, caFile = '' } = config.getCurrentCluster() ?? {};
  return [server, path.relative(at, caFile)];
}

test.for([
  ['one file', ['second'], ['https://second.example', 'ca.crt']],
  ['the first current context counts', ['first', 'second'], ['https://first.example', 'ca.crt']],
  ['a file without one is passed over', ['silent', 'second'], ['https://second.example', 'ca.crt']],
  ['of one name the first counts', ['elsewhere/same', 'first'], ['https://same.example', 'elsewhere/ca.crt']],
  ['a file that is not there is none', ['gone', 'second', 'gone too'], ['https://second.example', 'ca.crt']],
] as const)('KUBECONFIG is taken as by kubectl: %s', ([, files, expected]) => {
  expect(led(files)).toEqual(expected);
});

test('--context names one of any file', () => {
  expect(led(['first', 'second'], 'second')).toEqual(['https://second.example', 'ca.crt']);
  expect(led(['first', 'second'], 'x')).toBe('the kubeconfig has no context "x"; it has "first", "second"');
});

test('where no file is there the first one is named', () => {
  expect(led(['gone', 'gone too'])).toMatch(/^the kubeconfig cannot be read: ENOENT.*'gone'$/);
});
