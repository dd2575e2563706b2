import module from 'node:module';
import process from 'node:process';
import { main } from './main.ts';
import { output } from './shared/output.ts';

// Compiled code is kept in Node's own cache: a good part of the time of a small check. Absent before Node 22.1.
module.enableCompileCache?.();
const io = { stdout: output(1), stderr: output(2), env: process.env, now: () => new Date() };
main(process.argv.slice(2), io).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // Exit code 1 says that there are findings, which is what Node would end with.
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr.write(`ingress-policy: internal error: ${what}\n`);
    process.exitCode = 2;
  },
);
