import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { cacheHome } from './go-programs.ts';

/** Prints all cases as a table, on the screen and into a file. */
// biome-ignore lint/style/noDefaultExport: vitest takes it
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap(one => [...one.children.allTests()].map(rowOf));
    const broken = modules.filter(one => one.errors().length > 0);
    const of = (result: string) => rows.filter(row => row.result === result).length;
    const skipped = of('skipped');
    const text = [
      '| case | result | s |',
      '| --- | --- | ---: |',
      ...rows.map(({ name, result, seconds }) => `| ${name} | ${result} | ${seconds} |`),
      ...broken.map(one => `| ${path.basename(one.moduleId)} | **did not run** | |`),
      '',
      `${of('passed')} passed, ${rows.length - of('passed') - skipped + broken.length} failed, ${skipped} skipped`,
      '',
    ].join('\n');
    fs.mkdirSync(cacheHome, { recursive: true });
    const file = path.join(cacheHome, 'results.md');
    fs.writeFileSync(file, text);
    process.stdout.write(`\n${text}\n${file}\n`);
    if (rows.length > 0 && skipped === rows.length)
      process.stdout.write('\nNOTHING WAS TESTED: every case was skipped\n');
  }
}

function rowOf(test: TestCase) {
  const { state } = test.result();
  const ms = test.diagnostic()?.duration ?? 0;
  return {
    name: test.fullName.replaceAll('|', '\\|'),
    result: state === 'failed' ? '**failed**' : state,
    seconds: (ms / 1000).toFixed(1),
  };
}
