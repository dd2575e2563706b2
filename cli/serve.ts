import fs from 'node:fs';
import process from 'node:process';
import { profiles, rules } from '../policies/index.ts';
import { createPolicies } from '../src/admission/policies.ts';
import { type App, createApp } from '../src/admission/server/app.ts';
import { type Certificate, createCertificate } from '../src/admission/server/certificate.ts';
import { drainOf } from '../src/admission/server/drain.ts';
import { respondMutate, respondValidate } from '../src/admission/words/respond.ts';
import { objectsIn, openFolderWorld } from './folder-world.ts';
import type { ExitCode, Io } from './io.ts';
import { loadPolicy } from './policy-file.ts';
import { parseServe, type ServeOptions } from './serve-options.ts';
import { UsageError } from './usage-error.ts';

/** `ingress-policy serve --manifests DIR`: the admission webhook, with a folder in the place of the cluster. */
export async function serve(args: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseServe(args);
  const { manifests } = options;
  if (fs.statSync(manifests, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`${manifests} is no folder, and --manifests takes one`);
  const input = await loadPolicy(options.config, [manifests]);
  const chosen = options.profile === null ? input : { ...input, profile: options.profile };
  const policies = createPolicies(chosen, profiles, rules);
  const certificate = await createCertificate(io.now());
  if (options.writeCa !== null) write(options.writeCa, certificate.cert);
  const signal = firstSignal();
  const world = openFolderWorld(manifests, policies.under('policy').settings, io);
  try {
    const app = createApp({
      world,
      policies,
      clock: io.now,
      words: { validate: respondValidate, mutate: respondMutate },
      log: entry => io.stderr.write(`${JSON.stringify({ time: io.now().toISOString(), ...entry })}\n`),
      tls: certificate,
    });
    const drain = drainOf(app);
    const address = await listen(app, options);
    io.stderr.write(greeting(address, certificate, options, world.objects()));
    io.stderr.write(`ingress-policy: ${await signal.came}, stopping\n`);
    await drain.stop();
    return 0;
  } finally {
    signal.forget();
    world.close();
  }
}

/** A second one ends the process at once, as it does a program that listens to none. */
function firstSignal(): { readonly came: Promise<string>; forget(): void } {
  const { promise: came, resolve } = Promise.withResolvers<string>();
  const names = ['SIGTERM', 'SIGINT'] as const;
  function forget(): void {
    for (const name of names) process.removeListener(name, take);
  }
  function take(name: string): void {
    forget();
    resolve(name);
  }
  for (const name of names) process.on(name, take);
  return { came, forget };
}

/** The address as a URL has it. */
async function listen(app: App, { host, port }: ServeOptions): Promise<string> {
  await app.ready();
  const { server } = app;
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new UsageError(cannotListen(error, host, port), { cause: error })));
    server.listen({ host, port }, resolve);
  });
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('a server that listens on a port has one');
  return `https://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`;
}

function cannotListen({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use; name another one with --port, or 0 for any that is free`;
    case 'EACCES':
      return `port ${port} of ${host} is not for this user; name one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `this machine has no address "${host}"; name one of its own with --host`;
    default:
      return `cannot listen on port ${port} of ${host}: ${message}`;
  }
}

function write(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}

function greeting(
  address: string,
  { fingerprint, pin }: Certificate,
  { manifests, writeCa }: ServeOptions,
  count: number,
): string {
  const trust = writeCa === null ? `--insecure --pinnedpubkey sha256//${pin}` : `--cacert ${quoted(writeCa)}`;
  return [
    `ingress-policy: ${manifests} is the cluster, with ${objectsIn(count)}; it is read again when a file changes`,
    `ingress-policy: listening on ${address}, for POST /validate and /mutate`,
    `ingress-policy: certificate SHA-256 ${fingerprint}`,
    `ingress-policy: curl ${trust} -H 'Content-Type: application/json' --data-binary @review.json ${address}/validate`,
    '',
  ].join('\n');
}

/** As a shell takes it. */
const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
