import { kustomizationNames } from '../kustomize/kustomization.ts';
import { type Layer, type Treatment, treatments } from '../kustomize/layers.ts';
import { chartProblem, planOf, under } from '../kustomize/render.ts';
import type { Listed, ManifestIo } from './io.ts';
import { compareText, type Problem } from './problem.ts';

export interface Found {
  /** The path as the user would write it; `-` is standard input. */
  readonly path: string;
  /** Whether the command line named the file; else it was found in a folder. */
  readonly named: boolean;
  readonly treatment: Treatment;
}

export interface Walk {
  /** In the order of the inputs, and by name within a folder. No file occurs twice. */
  readonly files: readonly Found[];
  readonly problems: readonly Problem[];
  readonly unread: boolean;
}

/** All files of the inputs. `limit` is in bytes. */
export function walk(inputs: readonly string[], io: ManifestIo, limit: number): Walk {
  const state: State = {
    io,
    limit,
    files: new Map(),
    folders: new Set(),
    excluded: new Set(),
    awaited: [],
    layers: new Map(),
    problems: [],
    unread: false,
  };
  for (const input of inputs) {
    if (input === '-') state.files.set('-', { path: '-', named: true });
    else addInput(state, input);
  }
  const unread = state.unread || state.awaited.some(folder => !state.folders.has(folder));
  const treatmentOf = treatments(state.layers);
  const files = [...state.files].map(([real, file]) => ({ ...file, treatment: treatmentOf(real) }));
  return { files, problems: state.problems, unread };
}

interface State {
  readonly io: ManifestIo;
  readonly limit: number;
  /** By real path. */
  readonly files: Map<string, Omit<Found, 'treatment'>>;
  /** The real folders that were read. */
  readonly folders: Set<string>;
  readonly excluded: Set<string>;
  /** The real folders that a kustomization includes. */
  readonly awaited: string[];
  /** The kustomizations, by their real folders. */
  readonly layers: Map<string, Layer>;
  readonly problems: Problem[];
  unread: boolean;
}

function addInput(state: State, input: string): void {
  const stat = state.io.stat(input);
  switch (stat.is) {
    case 'failed':
      fail(state, input, `the path ${stat.why}`);
      break;
    case 'other':
      fail(state, input, notFile(stat.what));
      break;
    case 'file':
      if (isKustomization(baseName(input))) fail(state, input, kustomizationGiven);
      else state.files.set(stat.real, { path: state.files.get(stat.real)?.path ?? input, named: true });
      break;
    case 'directory': {
      const chart = chartAround(state, input, stat.real);
      if (chart === null) visit(state, input, stat.real, []);
      else addChart(state, chart, stat.real.slice(0, stat.real.lastIndexOf('/')));
      break;
    }
    default:
      stat satisfies never;
  }
}

/** The chart of a `templates` folder that is an input. */
function chartAround(state: State, input: string, real: string): string | null {
  if (baseName(real) !== 'templates') return null;
  const chart = /[/]templates[/]?$/.test(input) ? input.replace(/[/]templates[/]?$/, '') : under(input, '..');
  return state.io.stat(under(chart, 'Chart.yaml')).is === 'file' ? chart : null;
}

function visit(state: State, folder: string, real: string, above: readonly string[]): void {
  if (state.folders.has(real)) return;
  state.folders.add(real);
  const listing = state.io.list(folder);
  if (listing.is === 'failed') {
    fail(state, folder, `the folder ${listing.why}`);
    return;
  }
  const entries = [...listing.entries].sort((a, b) => compareText(a.name, b.name));
  const has = (name: string) => entries.some(entry => entry.name === name && entry.is !== 'directory');
  const isChart = has('Chart.yaml');
  if (isChart) addChart(state, folder, real);
  const kustomization = kustomizationNames.find(has);
  const ownFiles =
    !isChart && (kustomization === undefined || addKustomization(state, folder, real, kustomization));
  const stack = [...above, real];
  for (const entry of entries) {
    if (isChart && chartFolders.has(entry.name)) continue;
    visitEntry(state, { folder, real, ownFiles, stack }, entry);
  }
}

interface Here {
  readonly folder: string;
  readonly real: string;
  readonly ownFiles: boolean;
  /** The real folders from the input down to this one. */
  readonly stack: readonly string[];
}

function visitEntry(state: State, here: Here, entry: Listed): void {
  const path = under(here.folder, entry.name);
  const isManifest = here.ownFiles && /\.(?:ya?ml|json)$/i.test(entry.name) && !isKustomization(entry.name);
  const isSkipped = entry.name.startsWith('.') || entry.name === 'node_modules';
  switch (entry.is) {
    case 'file':
      if (isManifest) addFile(state, path, `${here.real}/${entry.name}`);
      return;
    case 'directory':
      if (!isSkipped) visit(state, path, `${here.real}/${entry.name}`, here.stack);
      return;
    case 'link':
    case 'other':
      break;
    default:
      entry.is satisfies never;
  }
  const stat = state.io.stat(path);
  switch (stat.is) {
    case 'file':
      if (isManifest) addFile(state, path, stat.real);
      break;
    case 'directory':
      if (here.stack.includes(stat.real))
        state.problems.push({ file: path, line: null, message: upwards, is: 'note' });
      else if (!isSkipped) visit(state, path, stat.real, here.stack);
      break;
    case 'other':
      if (isManifest) fail(state, path, notFile(stat.what));
      break;
    case 'failed':
      if (stat.code === 'loop' || (isManifest && !isSkipped)) fail(state, path, `the path ${stat.why}`);
      break;
    default:
      stat satisfies never;
  }
}

function addFile(state: State, path: string, real: string): void {
  if (state.files.has(real) || state.excluded.has(real)) return;
  state.files.set(real, { path, named: false });
}

function addChart(state: State, chart: string, real: string): void {
  state.problems.push(chartProblem(chart, real));
  state.unread = true;
}

/** Whether the folder's own files are read. */
function addKustomization(state: State, folder: string, real: string, name: string): boolean {
  const plan = planOf(folder, real, name, state.io, state.limit);
  for (const path of plan.excluded) state.excluded.add(path);
  for (const path of plan.folders) state.awaited.push(path);
  if (plan.layer !== null) state.layers.set(real, plan.layer);
  state.unread ||= plan.unread;
  if (plan.problem !== null) state.problems.push(plan.problem);
  return plan.ownFiles;
}

function fail(state: State, file: string, message: string): void {
  state.problems.push({ file, line: null, message, is: 'error' });
  state.unread = true;
}

/** Folders that belong to a chart. Other folders beside them are read as usual. */
const chartFolders = new Set(['templates', 'charts', 'crds', 'files', 'ci', 'tests']);

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const isKustomization = (name: string) => kustomizationNames.some(known => known === name);
const notFile = (what: string) =>
  `the path is ${what}, and only files and folders are read; give a file, or "-" for standard input`;
const upwards = 'the link leads to a folder above it, which is read once';
const kustomizationGiven =
  'a kustomization is not an object; render its folder: kustomize build <dir> | ingress-policy check - (or: kubectl kustomize <dir>)';
