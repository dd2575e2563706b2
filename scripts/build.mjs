// Bundles the command into dist/, as it is installed and released. Plain JavaScript: npm runs it as `prepare`,
// on whatever Node the machine has, from 20 on.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(home, 'dist');
const entry = path.join(home, 'cli/main.ts');
const command = path.join(dist, 'ingress-policy.js');
/** What the bundle leaves to be installed; each is pinned in package.json. */
const external = [];

async function bundle() {
  await build({
    entryPoints: { 'ingress-policy': entry },
    outdir: dist,
    bundle: true,
    // Subcommands are `await import()`s; a file for each keeps start-up to what the command at hand needs.
    splitting: true,
    // All beside each other, so that `import.meta.url` is in dist/ wherever the code ends up.
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    external,
    logLevel: 'warning',
    absWorkingDir: home,
  });
  const code = fs.readFileSync(command, 'utf8');
  if (!code.startsWith('#!')) fs.writeFileSync(command, `#!/usr/bin/env node\n${code}`);
  fs.chmodSync(command, 0o755);
}

/** `explain` prints the page of a rule. */
function copyPages() {
  fs.mkdirSync(path.join(dist, 'policies'));
  for (const { name } of fs.readdirSync(path.join(home, 'policies'), { withFileTypes: true })) {
    const page = path.join(home, 'policies', name, 'README.md');
    if (fs.existsSync(page)) fs.copyFileSync(page, path.join(dist, 'policies', `${name}.md`));
  }
}

/** The package that is released: the root's is private, because it carries a Node for its own tests. */
function writePackage() {
  const root = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
  const released = {
    name: root.name,
    version: root.version,
    description: root.description,
    license: root.license,
    type: 'module',
    bin: { 'ingress-policy': 'ingress-policy.js' },
    engines: { node: '>=22.19' },
    dependencies: Object.fromEntries(external.map(name => [name, root.dependencies[name]])),
  };
  fs.writeFileSync(path.join(dist, 'package.json'), `${JSON.stringify(released, null, 2)}\n`);
}

function isBuildable() {
  if (fs.existsSync(entry)) return true;
  console.error('cli/main.ts is missing, and the command is built from it');
  return false;
}

if (isBuildable()) {
  fs.rmSync(dist, { recursive: true, force: true });
  await bundle();
  copyPages();
  writePackage();
} else {
  process.exitCode = 1;
}
