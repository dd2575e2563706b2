import module from 'node:module';
import process from 'node:process';
import { main } from './main.ts';
import { output } from './shared/output.ts';

// Node's own cache of compiled code saves a good part of the time of a small check. Absent before Node 22.1.
module.enableCompileCache?.();
const io = { stdout: output(1), stderr: output(2), env: process.env, now: () => new Date() };
main(process.argv.slice(2), io).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // Node would end with exit code 1, which means findings.
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr.write(`ingress-policy: internal error: ${what}\n`);
    process.exitCode = 2;
  },
);
