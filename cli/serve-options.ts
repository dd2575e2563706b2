import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

export interface ServeOptions {
  readonly manifests: string;
  readonly host: string;
  /** 0 is whichever is free. */
  readonly port: number;
  readonly config: string | null;
  readonly profile: 'baseline' | 'strict' | null;
  readonly writeCa: string | null;
}

const options = {
  manifests: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  config: { type: 'string' },
  profile: { type: 'string' },
  'write-ca': { type: 'string' },
} as const;

export function parseServe(args: readonly string[]): ServeOptions {
  const { manifests, host, port, config, profile, 'write-ca': writeCa } = parse(args);
  if (manifests === undefined || manifests === '')
    throw new UsageError('serve what? Name the folder that stands for the cluster with --manifests');
  return {
    manifests,
    host: host ?? '127.0.0.1',
    port: portIn(port ?? '8443'),
    config: config ?? null,
    profile: profileIn(profile ?? null),
    writeCa: writeCa ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    // parseArgs says what is wrong in its first sentence.
    const [first = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(`${first}; "ingress-policy serve --help" lists the options`);
  }
}

function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`--port is "${text}", and takes a number from 0 to 65535`);
  return port;
}

function profileIn(text: string | null): ServeOptions['profile'] {
  if (text === null || text === 'baseline' || text === 'strict') return text;
  throw new UsageError(`--profile is "${text}", and takes baseline, strict`);
}
