import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refKey } from '../../src/kube/object.ts';
import { formatJson } from '../../src/report/json.ts';
import { formatText } from '../../src/report/text.ts';
import { reasons } from '../../src/report/unknown-reasons.ts';
import { chain, finding, link, obj, place, ref, report } from './build.ts';

const page = readFileSync(new URL('../../docs/output.md', import.meta.url), 'utf8');
const service = ref('Service shop/checkout');
const source = `apiVersion: v1
kind: Service
metadata: { name: checkout, namespace: shop }
spec:
  ports:
    - port: 443
      targetPort: https
`;

const broken = finding({
  at: { obj: obj(service, 'shop/checkout.yaml'), at: '/spec/ports/0/targetPort' },
  message:
    'port 443 of Service shop/checkout aims at "https", and no port of Deployment shop/checkout has that name: it declares "web" (8443), "metrics" (9102)',
  chain: chain(
    [
      link('Ingress shop/shop', 'shop.example/pay'),
      link('Service shop/checkout', 'port 443 → https'),
      link('Deployment shop/checkout'),
    ],
    2,
  ),
  routes: [ref('Ingress shop/shop')],
  fix: {
    safety: 'suggestion',
    title: 'Use targetPort "web", the only port of Deployment shop/checkout',
    on: service,
    operations: [
      { op: 'test', path: '/spec/ports/0/targetPort', value: 'https' },
      { op: 'replace', path: '/spec/ports/0/targetPort', value: 'web' },
    ],
    creates: [],
  },
});
const folded = Array.from({ length: 3 }, (_, index) =>
  finding({
    rule: 'pre-stop-missing',
    level: 'patch',
    when: 'whenever a pod stops',
    at: { obj: obj(ref(`Deployment shop/w${index}`), `w${index}.yaml`), at: '' },
  }),
);
const cluster = {
  files: { 'shop/checkout.yaml': source },
  places: { '/spec/ports/0/targetPort': place('shop/checkout.yaml', 7, 19, 24) },
  linked: { [refKey(service)]: 'shop/checkout.yaml' },
  summary: { resolved: 4, unknown: { 'open-namespace': 2 } },
};

test('the message of the page is one that a rule writes', () => {
  const shop = readFileSync(new URL('../../examples/shop.out', import.meta.url), 'utf8');
  expect(shop.replaceAll(/\s+/g, ' ')).toContain(`error: ${broken.message} [${broken.rule}]`);
  expect(shop).toContain(`fix: ${broken.fix?.title}`);
});

test('the page shows the text as it is printed', () => {
  const text = formatText(report({ ...cluster, findings: [broken, ...folded] }), {
    color: false,
    width: 80,
    verbose: false,
  });
  expect(page).toContain(`\n\`\`\`text\n${text}\`\`\`\n`);
});

test('the page shows the JSON as it is printed', () => {
  const problems = [{ file: 'db.yaml', line: 3, message: 'found a tab', is: 'error' }] as const;
  const json = formatJson(report({ ...cluster, findings: [broken], problems }));
  expect(page).toContain(`\n\`\`\`json\n${json}\`\`\`\n`);
});

test('the page lists each reason for an unknown chain, with its meaning and what to do', () => {
  const listed = page.split('\n').filter(line => /^\| `[a-z-]+` \| .* \| .* \| .* \|$/.test(line));
  const known = Object.entries(reasons).map(
    ([id, { words, meaning, cure }]) => `| \`${id}\` | ${words} | ${meaning} | ${cure} |`,
  );
  expect(listed).toEqual(known);
});
