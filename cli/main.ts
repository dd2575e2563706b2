import process from 'node:process';
import { visible } from '../src/text/visible.ts';
import type { ExitCode, Io } from './shared/io.ts';
import { requireNode } from './shared/node-version.ts';
import { UsageError } from './shared/usage-error.ts';

type Command = (args: readonly string[], io: Io) => Promise<ExitCode>;

/** Each command is loaded on demand, for a fast start. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./check/check.ts')).check,
  review: async () => (await import('./review/review.ts')).review,
  serve: async () => (await import('./serve/serve.ts')).serve,
  audit: async () => (await import('./audit/audit.ts')).audit,
  scan: async () => (await import('./scan/scan.ts')).scan,
  explain: async () => (await import('./explain/explain.ts')).explain,
};

export async function main(argv: readonly string[], io: Io, node = process.versions.node): Promise<ExitCode> {
  const [name, ...args] = argv;
  try {
    if (name === '--version' || name === 'version') {
      io.stdout.write(`${(await import('./version.ts')).version}\n`);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      io.stdout.write((await import('./help.ts')).help(args[0] ?? null));
      return name === undefined ? 2 : 0;
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (load === undefined) {
      throw new UsageError(await unknownCommand(name));
    }
    if (args.includes('--help') || args.includes('-h')) {
      io.stdout.write((await import('./help.ts')).help(name));
      return 0;
    }
    requireNode(node);
    return await (await load())(args, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // The message may quote a server or a file.
    io.stderr.write(`ingress-policy: ${error.message.split('\n').map(visible).join('\n')}\n`);
    return 2;
  }
}

async function unknownCommand(name: string): Promise<string> {
  const { nearestName } = await import('../src/config/words.ts');
  const near = nearestName(name, Object.keys(commands));
  const hint = near === null ? `use one of ${Object.keys(commands).join(', ')}` : `did you mean "${near}"?`;
  return `unknown command "${name}": ${hint}`;
}
