// Bundles the command into dist/, as it is installed and released. Plain JavaScript: npm runs it as `prepare`,
// on whatever Node the machine has, from 20 on.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(home, 'dist');
const entry = path.join(home, 'cli/bin.ts');
const command = path.join(dist, 'ingress-policy.js');

/** What `cli/main.ts` loads when it is wanted: a file of its own each, so that start-up is what the command needs. */
const parts = [
  'usage-error',
  'check',
  'review',
  'explain',
  'serve',
  'cluster-world',
  'audit',
  'cluster-reader',
  'with-cluster',
  'scan',
  'scan-cluster',
  'exemptions',
  'help',
  'version',
  'policy-reader',
  'json',
  'sarif',
  'github',
  'baseline',
];

/** CommonJS, since a module loads in a third of the time that an ES module takes. */
async function bundle() {
  await build({
    entryPoints: {
      'ingress-policy': entry,
      ...Object.fromEntries(parts.map(part => [part, sourceOf(part)])),
    },
    outdir: dist,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    // They become `require`, which spares Node the start of its loader of ES modules.
    supported: { 'dynamic-import': false },
    minify: true,
    plugins: [apart],
    logLevel: 'warning',
    absWorkingDir: home,
  });
  const code = fs.readFileSync(command, 'utf8');
  if (!code.startsWith('#!')) fs.writeFileSync(command, `#!/usr/bin/env node\n${code}`);
  fs.chmodSync(command, 0o755);
}

function sourceOf(part) {
  const found = ['cli', 'src/report']
    .map(folder => path.join(home, folder, `${part}.ts`))
    .find(file => fs.existsSync(file));
  if (found === undefined) throw new Error(`no source for ${part}`);
  return found;
}

/** A dynamic import of a part stays one, of the part's own file. The error class is one for all. */
const apart = {
  name: 'parts-apart',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ path: wanted, kind }) => {
      const part = path.basename(wanted, '.ts');
      const isApart = part === 'usage-error' || (kind === 'dynamic-import' && parts.includes(part));
      return isApart ? { path: `./${part}.js`, external: true } : undefined;
    });
  },
};

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
    type: 'commonjs',
    bin: { 'ingress-policy': 'ingress-policy.js' },
    engines: { node: '>=22.19' },
  };
  fs.writeFileSync(path.join(dist, 'package.json'), `${JSON.stringify(released, null, 2)}\n`);
}

function isBuildable() {
  if (fs.existsSync(entry)) return true;
  console.error('cli/bin.ts is missing, and the command is built from it');
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
