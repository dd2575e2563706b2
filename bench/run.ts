import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { auditRows } from './audit.ts';
import { manifests } from './generate.ts';
import { type Command, interleave, median, ratio, type Sample } from './processes.ts';
import { type Row, reviewRows } from './review.ts';

/** `npm run bench [--quick]`: the performance budgets, as ratios of adjacent runs. */
const quick = process.argv.includes('--quick');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ingress-policy-bench-'));
const bin = path.resolve('dist/ingress-policy.js');
const node = process.execPath;

const file = (name: string, text: string) => {
  const where = path.join(folder, name);
  fs.writeFileSync(where, text);
  return where;
};

const peak = `process.on('exit', () => process.stderr.write('peak-rss-kib=' + process.resourceUsage().maxRSS + '\\n'))`;
const preload = file('peak.mjs', `${peak};\n`);
const loadAll = file(
  'load-all.mjs',
  `import fs from 'node:fs';\nimport { loadAll } from ${JSON.stringify(path.resolve('node_modules/js-yaml/dist/js-yaml.mjs'))};\nloadAll(fs.readFileSync(process.argv[2], 'utf8'));\n`,
);

const check = (name: string, input: string): Command => ({
  name,
  file: node,
  args: ['--import', preload, bin, 'check', input],
});
const parse = (name: string, input: string): Command => ({
  name,
  file: node,
  args: ['--import', preload, loadAll, input],
});

const rows: Row[] = [];
const ms = (samples: readonly Sample[] | undefined) =>
  `${median((samples ?? []).map(sample => sample.ms)).toFixed(0)} ms`;
/** Empty where the memory was not measured. */
function mib(samples: readonly Sample[] | undefined): string {
  const measured = (samples ?? []).flatMap(sample => sample.mib ?? []);
  return measured.length === 0 ? '' : ` (${median(measured).toFixed(0)} MiB)`;
}

function compare(what: string, budget: string, a: Command, b: Command, runs: number): void {
  const samples = interleave([a, b], runs);
  const [ofA, ofB] = [samples.get(a.name) ?? [], samples.get(b.name) ?? []];
  const detail = `${a.name} ${ms(ofA)}${mib(ofA)}, ${b.name} ${ms(ofB)}${mib(ofB)}`;
  rows.push({ what, value: `${ratio(ofA, ofB).toFixed(2)} ×`, budget, detail });
}

try {
  const bare: Command = { name: 'node -e 0', file: node, args: ['-e', '0'] };
  const asUsed = (input: string): Command => ({
    name: `check ${input}`,
    file: node,
    args: [bin, 'check', input],
  });
  const sound = 'policies/backend-port-missing/good.ingress.yaml';
  compare('small directory, broken', '2 ×', asUsed('examples/shop'), bare, quick ? 5 : 21);
  compare('small input, sound', '2 ×', asUsed(sound), bare, quick ? 5 : 21);
  const ten = file('ten.yaml', manifests(10_000, 0));
  compare('10,000 sound objects', '1.5 ×', check('check', ten), parse('loadAll', ten), quick ? 3 : 9);
  const broken = file('broken.yaml', manifests(10_000, 0.3));
  compare(
    '10,000 objects, 30 % broken',
    '2.5 ×',
    check('check', broken),
    parse('loadAll', broken),
    quick ? 3 : 9,
  );
  if (!quick) {
    // A folder, because the manifests exceed the limit of a file.
    const many = path.join(folder, 'many');
    fs.mkdirSync(many);
    for (let part = 0; part < 10; part++) {
      const text = manifests(10_000, 0).replaceAll(/\b(app|team)-/g, `p${part}-$1-`);
      fs.writeFileSync(path.join(many, `${part}.yaml`), text);
    }
    compare('100,000 objects to 10,000', '11 ×, 1.5 GB', check('100k', many), check('10k', ten), 3);
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

rows.push(...(await auditRows(quick)));
rows.push(...(await reviewRows(quick)));

const width = Math.max(...rows.map(row => row.what.length));
for (const { what, value, budget, detail } of rows) {
  const isOver = Number.parseFloat(value) > Number.parseFloat(budget);
  const limit = `${isOver ? 'OVER   ' : 'at most'} ${budget.padEnd(12)}`;
  console.log(`${what.padEnd(width)}  ${value.padStart(8)}  ${limit}  ${detail}`);
}
