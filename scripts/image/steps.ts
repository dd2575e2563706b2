/** Runs the steps of a Dockerfile in folders, so that they are tested without a container engine. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { copyOf, type Instruction, type Stage, stagesOf, words } from './dockerfile.ts';

export interface Image {
  /** The root folder of the last stage. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
}

export interface StepOptions {
  /** The build context. */
  readonly context: string;
  /** An empty folder, in which each stage gets a folder. */
  readonly home: string;
  /** Files of the base images that a stage copies: the path in the image, and a file on this machine. */
  readonly given: Readonly<Record<string, string>>;
  log(line: string): void;
}

type Build = {
  root: string;
  env: Record<string, string>;
  workdir: string;
  user: string;
  entrypoint: string[];
};

export function buildSteps(text: string, options: StepOptions): Image {
  const built = new Map<string, Build>();
  let last: Build | null = null;
  for (const [index, stage] of stagesOf(text).entries()) {
    last = buildStage(stage, String(index), built, options);
    built.set(stage.name ?? String(index), last);
  }
  if (last === null) throw new Error('the Dockerfile has no FROM');
  return last;
}

function buildStage(
  stage: Stage,
  index: string,
  built: ReadonlyMap<string, Build>,
  options: StepOptions,
): Build {
  const root = path.join(options.home, stage.name ?? `stage-${index}`);
  fs.mkdirSync(root, { recursive: true });
  const build: Build = { root, env: {}, workdir: '/', user: 'root', entrypoint: [] };
  for (const instruction of stage.instructions) {
    options.log(`${instruction.word} ${instruction.rest}`);
    step(instruction, build, built, options);
  }
  return build;
}

function step(
  instruction: Instruction,
  build: Build,
  built: ReadonlyMap<string, Build>,
  options: StepOptions,
): void {
  const { word, rest, line } = instruction;
  const inside = (file: string) => path.join(build.root, path.posix.resolve(build.workdir, file));
  switch (word) {
    case 'WORKDIR':
      build.workdir = path.posix.resolve(build.workdir, rest);
      fs.mkdirSync(inside('.'), { recursive: true });
      return;
    case 'COPY':
      copy(instruction, inside, built, options);
      return;
    case 'RUN':
      run(instruction, inside('.'), build);
      return;
    case 'ENV': {
      for (const pair of words(instruction)) {
        const [name = '', value] = pair.split('=', 2);
        if (value === undefined) throw new Error(`Dockerfile:${line}: ENV takes NAME=VALUE`);
        build.env[name] = value;
      }
      return;
    }
    case 'USER':
      build.user = rest;
      return;
    case 'ENTRYPOINT':
      build.entrypoint = JSON.parse(rest);
      return;
    case 'LABEL':
    case 'EXPOSE':
      return;
    default:
      throw new Error(`Dockerfile:${line}: ${word} is not known here, so that nobody has seen it work`);
  }
}

function copy(
  instruction: Instruction,
  inside: (file: string) => string,
  built: ReadonlyMap<string, Build>,
  { context, given }: StepOptions,
): void {
  const { from, sources, to } = copyOf(instruction);
  const stage = from === null ? null : built.get(from);
  if (stage === undefined) throw new Error(`Dockerfile:${instruction.line}: there is no stage "${from}"`);
  for (const source of sources) {
    const made = path.join(stage?.root ?? context, source);
    const file = stage !== null && !fs.existsSync(made) ? (given[source] ?? made) : made;
    // A folder's contents are copied. A file keeps its name where the target is a folder.
    const isInto = !fs.statSync(file).isDirectory() && (to.endsWith('/') || sources.length > 1);
    const target = inside(isInto ? path.posix.join(to, path.basename(source)) : to);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.cpSync(file, target, { recursive: true, dereference: true });
  }
}

function run({ rest, line }: Instruction, cwd: string, { env, root }: Build): void {
  const { status } = spawnSync('sh', ['-c', rest], {
    cwd,
    env: {
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: root,
      ...npmSettings(),
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 15 * 60_000,
  });
  if (status !== 0) throw new Error(`Dockerfile:${line}: "${rest}" ended with ${status}`);
}

/** Passes on this machine's npm settings, which are no part of the image. */
const npmSettings = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(npm_config_|NPM_CONFIG_|https?_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)/i.test(name),
    ),
  );
