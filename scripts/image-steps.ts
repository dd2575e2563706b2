/**
 * Runs the steps of the Dockerfile in a clean folder, then the program as in the image: without node_modules and with
 * the image's own environment. Prints the sizes. Needs the programs of the RUN lines.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { buildSteps, type Image } from './image/steps.ts';

const repository = path.join(import.meta.dirname, '..');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ingress-policy-image-'));

/** The program with these arguments, from the folder in place of the image. */
function commandOf(image: Image, args: readonly string[]) {
  const [program = '', ...rest] = image.entrypoint.map(part =>
    part.startsWith('/') ? inRoot(image, part) : part,
  );
  const file = inRoot(image, `/usr/local/bin/${program}`);
  return { file, args: [...rest, ...args], options: { cwd: inRoot(image, image.workdir), env: image.env } };
}

const inRoot = (image: Image, file: string) => path.join(image.root, file);

function expectRun(image: Image, args: readonly string[], code: number, holds: string): void {
  const { file, args: all, options } = commandOf(image, args);
  const { status, stdout, stderr } = spawnSync(file, all, { ...options, encoding: 'utf8', timeout: 60_000 });
  if (status !== code || !stdout.includes(holds))
    throw new Error(
      `"${args.join(' ')}" ended with ${status}, and not with ${code} and "${holds}":\n${stdout}${stderr}`,
    );
  console.log(`ok: ingress-policy ${args.join(' ')}`);
}

/** Checks the webhook with a folder as the cluster: it starts, answers over TLS, and ends on a signal. */
async function expectServe(image: Image): Promise<void> {
  const ca = path.join(home, 'ca.pem');
  const { file, args, options } = commandOf(image, [
    'serve',
    '--manifests',
    '.',
    '--port',
    '0',
    '--write-ca',
    ca,
  ]);
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 60_000);
  try {
    const url = await listening(child.stderr);
    const review = fs.readFileSync(path.join(repository, 'examples/admission-review.json'));
    const answer = await post(`${url}/validate`, review, fs.readFileSync(ca, 'utf8'));
    if (!answer.includes('"allowed":false')) throw new Error(`the webhook answered ${answer}`);
    child.kill('SIGTERM');
    const code = await ended;
    if (code !== 0) throw new Error(`serve ended with ${code} after SIGTERM`);
    console.log('ok: ingress-policy serve refuses examples/admission-review.json, and ends with SIGTERM');
  } finally {
    clearTimeout(giveUp);
    child.kill('SIGKILL');
  }
}

function listening(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    stream.on('data', chunk => {
      said += chunk;
      const found = /listening on https:\/\/\S*?:(\d+)/.exec(said);
      if (found !== null) resolve(`https://localhost:${found[1]}`);
    });
    stream.once('end', () => reject(new Error(`serve ended:\n${said}`)));
  });
}

function post(url: string, body: Buffer, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const request = https.request(url, { method: 'POST', ca, headers, timeout: 10_000 }, response => {
      let text = '';
      response.on('data', chunk => {
        text += chunk;
      });
      response.once('end', () => resolve(text));
    });
    request.once('error', reject);
    request.end(body);
  });
}

function sizes(image: Image): void {
  const row = (name: string, files: readonly string[]) => {
    const parts = files.map(file => fs.readFileSync(file));
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const packed = parts.reduce((sum, part) => sum + gzipSync(part).length, 0);
    console.log(`${name.padEnd(24)} ${mib(bytes)} MiB, ${mib(packed)} MiB compressed, ${files.length} files`);
  };
  const below = (folder: string) =>
    fs
      .readdirSync(inRoot(image, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name));
  console.log('');
  row('/app', below('/app'));
  row('/usr/local/bin/node', below('/usr/local/bin'));
  const { stdout } = spawnSync('ldd', [inRoot(image, '/usr/local/bin/node')], { encoding: 'utf8' });
  const libraries = [...(stdout ?? '').matchAll(/^\s*(lib\S+)/gm)].map(found => found[1]);
  console.log(`node wants of the base   ${libraries.join(' ') || 'unknown: there is no ldd here'}`);
}

const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1).padStart(6);

try {
  const image = buildSteps(fs.readFileSync(path.join(repository, 'Dockerfile'), 'utf8'), {
    context: repository,
    home,
    given: { '/usr/local/bin/node': process.execPath },
    log: line => console.log(`==> ${line}`),
  });
  const strays = fs
    .readdirSync(image.root, { recursive: true, encoding: 'utf8' })
    .filter(file => file.includes('node_modules'));
  if (strays.length > 0) throw new Error(`the image holds ${strays[0]}`);
  const { version } = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8'));
  fs.cpSync(path.join(repository, 'examples'), path.join(inRoot(image, image.workdir), 'examples'), {
    recursive: true,
  });
  expectRun(image, ['--version'], 0, version);
  expectRun(image, ['check', 'examples/shop'], 1, 'network-policy-blocks-ingress');
  expectRun(image, ['explain', 'pre-stop-missing'], 0, 'pre-stop-missing');
  expectRun(image, ['serve', '--help'], 0, '--cert-dir');
  await expectServe(image);
  sizes(image);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(home, { recursive: true, force: true });
}
