// Bundles the command into dist/, as it is installed and released. Plain JavaScript: npm runs it as `prepare`,
// on whatever Node the machine has, from 20 on.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './third-party.mjs';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(home, 'dist');
const entry = path.join(home, 'cli/bin.ts');
const command = path.join(dist, 'ingress-policy.js');

/** What `cli/main.ts` loads when it is wanted: a file of its own each, so that start-up is what the command needs. */
const parts = {
  'usage-error': 'cli/shared/usage-error.ts',
  check: 'cli/check/check.ts',
  review: 'cli/review/review.ts',
  explain: 'cli/explain/explain.ts',
  serve: 'cli/serve/serve.ts',
  'watched-cluster': 'cli/serve/watched-cluster.ts',
  audit: 'cli/audit/audit.ts',
  'cluster-reader': 'cli/shared/cluster-reader.ts',
  'with-cluster': 'cli/check/with-cluster.ts',
  scan: 'cli/scan/scan.ts',
  'scan-cluster': 'cli/scan/scan-cluster.ts',
  exemptions: 'cli/audit/exemptions.ts',
  help: 'cli/help.ts',
  version: 'cli/version.ts',
  'config-reader': 'cli/shared/config-reader.ts',
  json: 'src/report/json.ts',
  sarif: 'src/report/sarif.ts',
  github: 'src/report/github.ts',
  baseline: 'cli/check/baseline.ts',
};
const partOf = new Map(Object.entries(parts).map(([part, source]) => [path.join(home, source), part]));

/** CommonJS, since a module loads in a third of the time that an ES module takes. */
async function bundle() {
  const { metafile } = await build({
    entryPoints: {
      'ingress-policy': entry,
      ...Object.fromEntries(Object.entries(parts).map(([part, source]) => [part, path.join(home, source)])),
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
    metafile: true,
    plugins: [apart],
    logLevel: 'warning',
    absWorkingDir: home,
  });
  const code = fs.readFileSync(command, 'utf8');
  if (!code.startsWith('#!')) fs.writeFileSync(command, `#!/usr/bin/env node\n${code}`);
  fs.chmodSync(command, 0o755);
  return metafile;
}

/** A dynamic import of a part stays one, of the part's own file. The error class is one for all. */
const apart = {
  name: 'parts-apart',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ path: wanted, resolveDir, kind }) => {
      const part = partOf.get(path.resolve(resolveDir, wanted));
      const isApart = part === 'usage-error' || (kind === 'dynamic-import' && part !== undefined);
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

/** What whoever gets a copy must get with it, and a page that says what it is. */
function writeLegal(metafile) {
  fs.writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES'), noticesOf(metafile, home));
  fs.copyFileSync(path.join(home, 'LICENSE'), path.join(dist, 'LICENSE'));
  fs.copyFileSync(path.join(home, 'cli/README.md'), path.join(dist, 'README.md'));
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
  const metafile = await bundle();
  writeLegal(metafile);
  copyPages();
  writePackage();
} else {
  process.exitCode = 1;
}
