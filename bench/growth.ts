// `npm run bench:growth [-- --quick] [text …]`: no input costs much more than ordinary objects of the same bytes.
// Each row is a case whose name holds one of the texts. Needs dist/.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type GrowthCase, growthCases } from './growth-cases.ts';
import { json, ordinary, yaml } from './growth-objects.ts';
import { type Command, interleave, median, ratio, type Sample } from './processes.ts';
import { table } from './table.ts';

const bound = 3;
const quick = process.argv.includes('--quick');
const texts = process.argv.slice(2).filter(text => !text.startsWith('--'));
const bin = path.resolve('dist/ingress-policy.js');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ingress-policy-growth-'));

function file(name: string, text: string): string {
  const where = path.join(folder, name);
  fs.writeFileSync(where, text);
  return where;
}

function check(name: string, input: string, options: readonly string[] = []): Command {
  return { name, file: process.execPath, args: [bin, 'check', input, ...options] };
}

function measure({
  name,
  manifests,
  format,
  config,
  options = [],
}: GrowthCase): readonly (string | number)[] {
  const write = format === 'json' ? json : yaml;
  const bytes = Buffer.byteLength(manifests) + Buffer.byteLength(config ?? '');
  const configured = config === undefined ? [] : ['--config', file('ingress-policy.yaml', config)];
  const growth = check('growth', file(`growth.${format}`, manifests), [...configured, ...options]);
  const even = check('ordinary', file(`ordinary.${format}`, ordinary(bytes, write)), options);
  const samples = interleave([growth, even], quick ? 1 : 3);
  const [ofGrowth, ofEven] = [samples.get('growth') ?? [], samples.get('ordinary') ?? []];
  const value = ratio(ofGrowth, ofEven);
  return [
    name,
    `${(bytes / 1e6).toFixed(1)} MB`,
    ms(ofGrowth),
    ms(ofEven),
    `${value.toFixed(2)} ×`,
    value > bound ? `OVER ${bound} ×` : `at most ${bound} ×`,
  ];
}

const ms = (samples: readonly Sample[]) => `${median(samples.map(sample => sample.ms)).toFixed(0)} ms`;

try {
  const rows: (readonly (string | number)[])[] = [];
  for (const [name, make] of growthCases(quick ? 0.1 : 1)) {
    if (texts.length > 0 && !texts.some(text => name.includes(text))) continue;
    const row = measure(make());
    // A full run takes long.
    console.error(row.join('  '));
    rows.push(row);
  }
  table(['case', 'size', 'time', 'ordinary', 'ratio', 'bound'], rows);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
