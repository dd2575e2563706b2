import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../../cli/check/check.ts';
import { folder, run } from '../../support/run.ts';

const web = fs.readFileSync('examples/shop/web.yaml', 'utf8');
const cart = fs.readFileSync('examples/shop/cart.yaml', 'utf8');
const ingress = (service: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  ingressClassName: nginx
  rules:
    - http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${service}, port: { number: 80 } } } }] }
`;

test('the first command of the README prints examples/shop.out and exits 1', () => {
  const ran = run(['check', 'examples/shop']);
  expect(ran.stdout).toBe(fs.readFileSync('examples/shop.out', 'utf8'));
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(1);
});

test('a sound input is one quiet line and exit 0', () => {
  const home = folder({ 'web.yaml': web, 'ingress.yaml': ingress('web') });
  const ran = run(['check', home]);
  expect(ran.stdout).toBe('no findings in 3 objects: 1 route, 1 chain, 1 leads to a container\n');
  expect(ran.code).toBe(0);
});

test('several paths and folders are one context', () => {
  const home = folder({ 'a/web.yaml': web, 'b/ingress.yaml': ingress('web') });
  expect(run(['check', path.join(home, 'a'), path.join(home, 'b/ingress.yaml')]).code).toBe(0);
});

test('standard input is read for -', () => {
  const ran = run(['check', '-'], { input: `${cart}---\n${ingress('cart')}` });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/^<stdin>:\d+:\d+: error: /);
});

test('without an object there is nothing to be sure of: exit 2', () => {
  const home = folder({ 'values.yaml': 'replicas: 3\n' });
  const ran = run(['check', home]);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toContain(`no Kubernetes objects found in ${home}`);
});

test('what cannot be read is named with its line, the rest is judged, and the exit is 2', () => {
  const home = folder({ 'cart.yaml': cart, 'ingress.yaml': ingress('cart'), 'broken.yaml': 'a: [1\nb: 2\n' });
  const ran = run(['check', home]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/broken\.yaml:\d+: /);
  // A typo in the selector is found all the same; a missing object may be in the broken file.
  expect(ran.stdout).toContain('objects');
});

const usage: readonly (readonly [string, readonly string[], string])[] = [
  ['no path', ['check'], 'no path given'],
  ['an unknown command', ['chekc'], 'unknown command "chekc": did you mean "check"?'],
  [
    'a command like no other',
    ['lint'],
    'unknown command "lint": use one of check, review, serve, audit, scan, explain',
  ],
  [
    'an unknown option',
    ['check', '--formt', 'json', '.'],
    `Unknown option '--formt': did you mean "--format"?`,
  ],
  [
    'an option like no other',
    ['check', '--zzz', '.'],
    `Unknown option '--zzz'; "ingress-policy check --help"`,
  ],
  [
    'an unknown format',
    ['check', '--format', 'xml', '.'],
    '--format is "xml", and takes text, json, sarif, github',
  ],
  ['two worlds', ['check', '--open', '--closed', '.'], '--open and --closed exclude each other'],
  ['a policy that is not there', ['check', '--config', 'nowhere.yaml', '.'], 'nowhere.yaml'],
  [
    'a policy that is a folder',
    ['check', '--config', 'examples', 'examples/shop'],
    'examples is a folder: --config needs a file',
  ],
  [
    'a baseline that is not there',
    ['check', '--baseline', 'nowhere.json', 'examples/shop'],
    'nowhere.json cannot be read',
  ],
  [
    'a part of the name of a rule',
    ['explain', 'probe'],
    'no rule "probe": did you mean "liveness-probe-kills", "readiness-probe-broken" or "readiness-probe-missing"?',
  ],
  [
    'a rule in capitals',
    ['explain', 'SERVICE-TARGET-PORT-MISSING'],
    'did you mean "service-target-port-missing"?',
  ],
  ['an unknown rule', ['explain', 'xyzzy'], 'no rule "xyzzy": "ingress-policy explain" lists them'],
];

test.for(usage)('%s ends with exit 2 and says why', ([, args, message]) => {
  const ran = run(args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
  expect(ran.stdout).toBe('');
});

test('--fail-on decides from where on the exit is 1', () => {
  const home = folder({
    'web.yaml': web.replace(/ {10}lifecycle:[\s\S]*?seconds: 10\n/, ''),
    'ingress.yaml': ingress('web'),
  });
  expect(run(['check', home]).code).toBe(0);
  expect(run(['check', '--fail-on', 'warning', home]).code).toBe(1);
  expect(run(['check', '--fail-on', 'never', 'examples/shop']).code).toBe(0);
});

test('--profile strict makes a missing preStop an error', () => {
  const home = folder({
    'web.yaml': web.replace(/ {10}lifecycle:[\s\S]*?seconds: 10\n/, ''),
    'ingress.yaml': ingress('web'),
  });
  expect(run(['check', '--profile', 'strict', home]).code).toBe(1);
});

test('the nearest ingress-policy.yaml upwards counts, and --config before it', () => {
  const home = folder({
    'ingress-policy.yaml': 'rules: { service-selects-nothing: warn }\n',
    'other.yml': 'rules: { service-selects-nothing: off }\n',
    'k8s/shop/cart.yaml': cart,
    'k8s/shop/ingress.yaml': ingress('cart'),
  });
  expect(run(['check', path.join(home, 'k8s/shop')]).code).toBe(0);
  expect(run(['check', path.join(home, 'k8s/shop')]).stdout).toContain('1 warning');
  expect(run(['check', '--config', path.join(home, 'other.yml'), path.join(home, 'k8s')]).stdout).toMatch(
    /^no findings/,
  );
});

test('a mistake in the policy is named with its line', () => {
  const home = folder({ 'ingress-policy.yaml': 'profile: baseline\nrulez: {}\n', 'web.yaml': web });
  const ran = run(['check', home]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/ingress-policy\.yaml:2: .*"rulez".*"rules"/s);
});

test('a baseline makes what is known pass, and what is new fail, wherever the lines went', () => {
  const home = folder({ 'cart.yaml': cart, 'ingress.yaml': ingress('cart') });
  const file = path.join(home, 'known.json');
  expect(run(['check', '--write-baseline', file, home]).code).toBe(0);
  expect(run(['check', '--baseline', file, home]).code).toBe(0);
  fs.writeFileSync(path.join(home, 'cart.yaml'), `# moved\n\n${cart}`);
  expect(run(['check', '--baseline', file, home]).code).toBe(0);
  fs.writeFileSync(path.join(home, 'ingress.yaml'), ingress('carts'));
  const ran = run(['check', '--baseline', file, home]);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('backend-service-missing');
});

test('a baseline counts what it knows, and a note counts what of it is gone', () => {
  const home = folder({ 'cart.yaml': cart, 'ingress.yaml': ingress('cart') });
  const file = path.join(home, 'known.json');
  run(['check', '--write-baseline', file, home]);
  const same = run(['check', '--baseline', file, '--format', 'json', home]);
  expect(JSON.parse(same.stdout).summary.suppressed).toEqual({ exempt: 0, baseline: 1 });
  expect(same.stderr).toBe('');
  fs.writeFileSync(path.join(home, 'cart.yaml'), web);
  fs.writeFileSync(path.join(home, 'ingress.yaml'), ingress('web'));
  const mended = run(['check', '--baseline', file, home]);
  expect(mended.code).toBe(0);
  expect(mended.stderr.replaceAll(/\s+/g, ' ')).toBe(
    `${file}: note: 1 of its findings no longer exists: "--write-baseline ${file}" updates the file `,
  );
});

test('--write-baseline replaces a baseline and no other file', () => {
  const home = folder({ 'cart.yaml': cart, 'ingress.yaml': ingress('cart') });
  const manifest = path.join(home, 'cart.yaml');
  const ran = run(['check', '--write-baseline', manifest, home]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/^ingress-policy: .*cart\.yaml is not overwritten: it is not JSON/);
  expect(fs.readFileSync(manifest, 'utf8')).toBe(cart);
  const file = path.join(home, 'known.json');
  expect(run(['check', '--write-baseline', file, home]).code).toBe(0);
  expect(run(['check', '--write-baseline', file, home]).code).toBe(0);
});

test.for([
  ['that could not be read in part', { 'cart.yaml': cart, 'broken.yaml': 'a: [1\nb: 2\n' }],
  ['without an object', { 'values.yaml': 'replicas: 3\n' }],
] as const)('of an input %s no baseline is written', ([, files]) => {
  const home = folder(files);
  const file = path.join(home, 'known.json');
  const ran = run(['check', '--write-baseline', file, home]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(`${file} is not written`);
  expect(fs.existsSync(file)).toBe(false);
});

test('an annotation that names no rule is noted with the nearest rule', () => {
  const annotated = web.replace(
    /(kind: Service\nmetadata:\n)/,
    '$1  annotations:\n    ingress-policy.io/exempt: pre-stop-missing, readiness-probe-mising,\n    ingress-policy.io/reason: x\n',
  );
  const ran = run(['check', folder({ 'web.yaml': annotated, 'ingress.yaml': ingress('web') })]);
  expect(ran.code).toBe(0);
  expect(ran.stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /web\.yaml:\d+: note: the rule "readiness-probe-mising" in the exemption of Service shop\/web is unknown: did you mean "readiness-probe-missing"\? $/,
  );
});

test('an exemption that has ended is void, and the report says so', () => {
  const annotate = (until: string) =>
    cart.replace(
      /(kind: Service\nmetadata:\n)/,
      `$1  annotations:\n    ingress-policy.io/exempt: service-selects-nothing\n    ingress-policy.io/reason: moved by the end of the year\n    ingress-policy.io/until: "${until}"\n`,
    );
  const home = folder({ 'cart.yaml': annotate('2999-12-31'), 'ingress.yaml': ingress('cart') });
  expect(run(['check', home]).code).toBe(0);
  fs.writeFileSync(path.join(home, 'cart.yaml'), annotate('2020-01-31'));
  const ran = run(['check', home]);
  expect(ran.code).toBe(1);
  expect(ran.stderr.replaceAll(/\s+/g, ' ')).toContain('does not count: it ended on 2020-01-31');
});

test('every format is written, and is the same on the second run', () => {
  for (const format of ['text', 'json', 'sarif', 'github']) {
    const first = run(['check', '--format', format, 'examples/shop']);
    expect(first.stdout.length, format).toBeGreaterThan(100);
    expect(run(['check', '--format', format, 'examples/shop']).stdout).toBe(first.stdout);
  }
});

test('JSON has the documented shape', () => {
  const json = JSON.parse(run(['check', '--format', 'json', 'examples/shop']).stdout);
  expect(Object.keys(json)).toEqual(['version', 'findings', 'summary', 'problems']);
  const finding = json.findings.find((one: { rule: string }) => one.rule === 'service-target-port-missing');
  expect(finding).toMatchObject({
    severity: 'error',
    certainty: 'proven',
    exposure: 'routed',
    object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'checkout' },
    path: '/spec/ports/0/targetPort',
    file: 'examples/shop/checkout.yaml',
    routes: [{ kind: 'Ingress', namespace: 'shop', name: 'shop' }],
  });
});

const liveRules = ['controller-unhealthy', 'endpoints-not-ready', 'pods-crashing', 'rollout-stuck'];

test('explain lists every rule and prints each page', () => {
  const list = run(['explain']).stdout;
  expect(list).not.toMatch(/ $/m);
  const rules = fs
    .readdirSync('policies', { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'profiles');
  for (const { name } of rules) {
    expect(list).toContain(name);
    const written = fs.readFileSync(`policies/${name}/README.md`, 'utf8');
    expect(run(['explain', name]).stdout).toMatch(new RegExp(`^${name}\n\n`));
    expect(run(['explain', name, '--format', 'markdown']).stdout).toBe(written);
  }
});

test('an object that is given twice with different content is a warning, which --fail-on counts', () => {
  const home = folder({
    'web.yaml': web,
    'ingress.yaml': ingress('web'),
    'twice.yaml': ingress('web').replace('path: /', 'path: /shop'),
  });
  const ran = run(['check', home]);
  expect(ran.code).toBe(0);
  expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain('1 warning in 3 objects');
  expect(ran.stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /warning: Ingress shop\/shop exists twice with different content: .*; its chains are not checked; keep one of the two/,
  );
  expect(run(['check', '--fail-on', 'warning', home]).code).toBe(1);
  expect(run(['check', '--fail-on', 'never', home]).code).toBe(0);
  const { summary, problems } = JSON.parse(run(['check', '--format', 'json', home]).stdout);
  expect(summary).toMatchObject({ errors: 0, warnings: 1 });
  expect(problems).toMatchObject([{ severity: 'warning', file: expect.stringContaining('.yaml') }]);
  expect(run(['check', '--format', 'github', home]).stdout).toMatch(/^::warning file=/);
});

test('explain takes the reasons of the JSON report, too, and lists them', () => {
  const home = folder({ 'ingress.yaml': ingress('web') });
  const { summary } = JSON.parse(run(['check', '--format', 'json', home]).stdout);
  expect(summary.unknown).toEqual({ 'open-namespace': 1 });
  const page = run(['explain', 'open-namespace']).stdout.replaceAll(/\s+/g, ' ');
  expect(page).toMatch(
    /^open-namespace A chain whose end is unknown: the input does not hold the whole namespace/,
  );
  expect(page).toContain('What to do Add the manifests of that namespace.');
  expect(run(['check', home]).stdout.replaceAll(/\s+/g, ' ')).toContain(
    '(1 unknown: the input does not hold the whole namespace)',
  );
  const list = run(['explain']).stdout;
  expect(list).toMatch(/^open-namespace\n {4}the input does not hold the whole namespace$/m);
  expect(list.split('\n').filter(line => line.length > 80)).toEqual([]);
  expect(run(['explain', 'open-namespac']).stderr).toContain('did you mean "open-namespace"?');
});

test('explain has colours only where they are wanted', () => {
  const page = (env: Record<string, string>) => run(['explain', 'pre-stop-missing'], { env }).stdout;
  expect(page({})).not.toContain('\x1b');
  expect(page({ FORCE_COLOR: '1' })).toContain('\x1b[1mHow to fix\x1b[22m');
  expect(page({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(page({}));
});

test('mistakes in the policy stand in the order of their lines', () => {
  const policy = 'profil: strict\nmode: wrn\nexempt:\n  users: velero\n';
  const home = folder({ 'ingress-policy.yaml': policy, 'web.yaml': web });
  const lines = run(['check', 'web.yaml'], { cwd: home }).stderr.trim().split('\n');
  expect(lines.map(line => /yaml:(\d+):/.exec(line)?.[1])).toEqual(['1', '2', '4']);
});

test('explain marks what a check never reports', () => {
  const lines = run(['explain']).stdout.split('\n');
  const marked = lines.flatMap((line, at) =>
    line.endsWith('only)') ? [lines.slice(0, at).findLast(before => /^\S/.test(before)) ?? ''] : [],
  );
  expect(marked.map(line => line.split(' ')[0])).toEqual(liveRules);
});

test('--version prints the version alone', () => {
  expect(run(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
});

test('a reader that stops early is no error', () => {
  const command = `"${process.execPath}" dist/ingress-policy.js check --verbose --format json examples/shop | head -c 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: '' });
});

// Linux has a disk that is always full.
test.runIf(fs.existsSync('/dev/full'))('a full disk is named, and is no fault of the program', () => {
  const into = (redirect: string) => {
    const command = `"${process.execPath}" dist/ingress-policy.js check ${redirect}`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    return { status, stderr };
  };
  expect(into('examples/shop >/dev/full')).toEqual({
    status: 2,
    stderr: 'ingress-policy: cannot write to standard output: no space left on device\n',
  });
  expect(into('/nowhere 2>/dev/full').status).toBe(2);
});

async function onTerminal(columns: number | undefined): Promise<string> {
  let text = '';
  const quiet = { write: () => true };
  const stdout = { isTTY: true, columns, write: (part: string) => (text += part) };
  await check(['examples/shop'], { stdout, stderr: quiet, env: { NO_COLOR: '1' }, now: () => new Date() });
  return text;
}

test('a terminal that does not know its width has 80 columns, and each at least 40', async () => {
  const shop = fs.readFileSync('examples/shop.out', 'utf8');
  expect(await onTerminal(0)).toBe(shop);
  expect(await onTerminal(undefined)).toBe(shop);
  expect(await onTerminal(200)).toBe(shop);
  const narrow = await onTerminal(40);
  expect(narrow).not.toBe(shop);
  expect(await onTerminal(3)).toBe(narrow);
});

const strangeMetadata = [
  'ownerReferences: {}',
  'ownerReferences: [null]',
  'finalizers: {a: -1}',
  'deletionTimestamp: 7',
];

test.for(strangeMetadata)('%s beside a number of replicas that has no next one ends with a report', more => {
  const huge = web.replace('replicas: 3', 'replicas: 99999999999999999999');
  const input = `${huge.replace('  namespace: shop', `  namespace: shop\n  ${more}`)}---\n${ingress('web')}`;
  for (const args of [
    ['check', '-'],
    ['review', '-f', '-'],
  ]) {
    const ran = run(args, { input });
    expect([ran.stderr, ran.stdout.includes('3 objects')]).toEqual(['', true]);
  }
});

test('a label of the object itself that is a number is said, and nothing else', () => {
  const { stdout } = run(['check', '-'], { input: web.replace('    app: web', '    app: -1') });
  expect(stdout).toContain('write it in quotes');
  expect(stdout).toContain('1 warning');
});

test('a file too large for a baseline is refused before it is read', () => {
  const file = path.join(folder({}), 'large.json');
  fs.closeSync(fs.openSync(file, 'w'));
  fs.truncateSync(file, 50 * 2 ** 30);
  const ran = run(['check', '--baseline', file, 'examples/shop']);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('large.json is larger than 64 MiB, so it is no baseline');
});
