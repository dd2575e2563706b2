// Bundles the command into dist/, as it is installed and released. Plain JavaScript, because npm runs this script as
// `prepare` on any Node from 20 on.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './third-party.mjs';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(home, 'dist');
const entry = path.join(home, 'cli/bin.ts');
const command = path.join(dist, 'ingress-policy.js');

/** The modules that `cli/main.ts` loads on demand. Each is a file of its own, so that a command loads only what it needs. */
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

/** Bundles CommonJS, which loads in a third of the time of ES modules. */
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
    // Dynamic imports become `require`, so that Node does not start its loader of ES modules.
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

/** Keeps a dynamic import of a part as an import of the part's own file. All parts share one error class. */
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

/** Copies the rules' pages, which `explain` prints. */
function copyPages() {
  fs.mkdirSync(path.join(dist, 'policies'));
  for (const { name } of fs.readdirSync(path.join(home, 'policies'), { withFileTypes: true })) {
    const page = path.join(home, 'policies', name, 'README.md');
    if (fs.existsSync(page)) fs.copyFileSync(page, path.join(dist, 'policies', `${name}.md`));
  }
}

/** Copies the schema of the config, which an editor reads. */
function copySchema() {
  const generated = path.join(home, 'policies/config.schema.generated.json');
  fs.copyFileSync(generated, path.join(dist, 'config.schema.json'));
}

/** Writes the legal texts that must accompany a copy, and a page that describes the package. */
function writeLegal(metafile) {
  fs.writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES'), noticesOf(metafile, home));
  fs.copyFileSync(path.join(home, 'LICENSE'), path.join(dist, 'LICENSE'));
  fs.copyFileSync(path.join(home, 'cli/README.md'), path.join(dist, 'README.md'));
}

/** Writes the released package.json. The root package is private, because it has a Node for its own tests. */
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
  copySchema();
  writePackage();
} else {
  process.exitCode = 1;
}
