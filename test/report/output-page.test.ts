import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refKey } from '../../src/kube/object.ts';
import { formatJson } from '../../src/report/json.ts';
import { formatText } from '../../src/report/text.ts';
import { finding, obj, place, ref, report } from './build.ts';

const page = readFileSync(new URL('../../docs/output.md', import.meta.url), 'utf8');
const service = ref('Service shop/web');
const source = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  ports:
    - port: 80
      targetPort: htp
`;

const broken = finding({
  fix: {
    safety: 'suggestion',
    title: 'name the port that the container has',
    on: service,
    operations: [{ op: 'replace', path: '/spec/ports/0/targetPort', value: 'http' }],
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
const world = {
  files: { 'shop/web.yaml': source },
  places: { '/spec/ports/0/targetPort': place('shop/web.yaml', 7, 19, 22) },
  linked: { [refKey(service)]: 'shop/web.yaml' },
  summary: { resolved: 4, unknown: { 'open-namespace': 2 } },
};

test('the page shows the text as it is printed', () => {
  const text = formatText(report({ ...world, findings: [broken, ...folded] }), {
    color: false,
    width: 80,
    verbose: false,
  });
  expect(page).toContain(`\n\`\`\`text\n${text}\`\`\`\n`);
});

test('the page shows the JSON as it is printed', () => {
  const problems = [{ file: 'db.yaml', line: 3, message: 'found a tab', is: 'error' }] as const;
  const json = formatJson(report({ ...world, findings: [broken], problems }));
  expect(page).toContain(`\n\`\`\`json\n${json}\`\`\`\n`);
});
