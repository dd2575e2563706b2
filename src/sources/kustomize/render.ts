import { posix } from 'node:path';
import { isJsonObject } from '../../kube/json.ts';
import type { ManifestIo } from '../manifests/io.ts';
import type { Problem } from '../manifests/problem.ts';
import { textOf } from '../manifests/text.ts';
import { aliasNodesInDocument } from '../yaml/budget.ts';
import { parseDocument } from '../yaml/parse.ts';
import { isRemote, type Kustomization, kustomizationOf } from './kustomization.ts';
import type { Layer } from './layers.ts';

// Sources that must be rendered before they are objects: Helm charts and kustomize overlays.

export function chartProblem(chart: string, real: string): Problem {
  const name =
    posix
      .basename(real)
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-') || 'release';
  return {
    file: under(chart, 'Chart.yaml'),
    line: null,
    message: `"${chart}" is a Helm chart, and its templates are not read; render it: helm template ${name} ${shellWord(chart)} | ingress-policy check -`,
    is: 'error',
  };
}

/** How the folder of a kustomization is read. Paths are real paths. */
export interface Plan {
  /** False for an overlay: its own files are patches, or objects that it changes. */
  readonly ownFiles: boolean;
  readonly excluded: readonly string[];
  /** Folders that it includes. While one is unread, objects may be missing. */
  readonly folders: readonly string[];
  /** The changes to the objects of its files and folders. */
  readonly layer: Layer | null;
  readonly unread: boolean;
  readonly problem: Problem | null;
}

const plainFolder: Plan = {
  ownFiles: true,
  excluded: [],
  folders: [],
  layer: null,
  unread: false,
  problem: null,
};

export function planOf(folder: string, real: string, name: string, io: ManifestIo, limit: number): Plan {
  const file = under(folder, name);
  const read = readKustomization(file, io, limit);
  if (typeof read === 'string') {
    return { ...plainFolder, unread: true, problem: { file, line: null, message: read, is: 'error' } };
  }
  const at = (path: string) => posix.normalize(posix.join(real, path)).replace(/(?<=.)\/$/, '');
  const folders: string[] = [];
  const files: string[] = [];
  let elsewhere = read.generates;
  for (const resource of read.resources) {
    const stat = isRemote(resource) ? null : io.stat(under(folder, resource));
    if (stat?.is === 'directory') folders.push(stat.real);
    else if (stat?.is === 'file') files.push(stat.real);
    else elsewhere = true;
  }
  const isOverlay = read.isComponent || elsewhere || (folders.length > 0 && read.changes.length > 0);
  const parts = read.parts.map(at);
  const layer = { namespace: read.namespace, mends: read.mends, files, folders };
  if (!isOverlay) {
    const problem = baseNote(file, folder, read);
    return { ownFiles: true, excluded: parts, folders, layer, unread: false, problem };
  }
  return {
    ownFiles: false,
    excluded: [...parts, ...files],
    folders,
    layer,
    unread: elsewhere || files.length > 0,
    problem: { file, line: null, message: overlayMessage(folder, read), is: 'note' },
  };
}

function readKustomization(file: string, io: ManifestIo, limit: number): Kustomization | string {
  const read = io.read(file, limit);
  if (read.is === 'failed') return `the file ${read.why}`;
  const text = textOf(read.bytes);
  if (text.is === 'failed') return `the file ${text.why}`;
  const parsed = parseDocument(text.text, { left: aliasNodesInDocument });
  if (parsed.is === 'error') return `the kustomization cannot be read: ${parsed.message}`;
  if (parsed.is === 'empty' || !isJsonObject(parsed.value))
    return 'the kustomization is not a mapping; kustomize would refuse it';
  return kustomizationOf(parsed.value);
}

function overlayMessage(folder: string, read: Kustomization): string {
  const what = read.isComponent ? 'is a kustomize component' : 'is a kustomize overlay';
  const word = shellWord(folder);
  return `"${folder}" ${what}, and its own files are not read; render it: kustomize build ${word} | ingress-policy check - (or: kubectl kustomize ${word})`;
}

function baseNote(file: string, folder: string, read: Kustomization): Problem | null {
  // `namespace` needs no rendering: we set it as kustomize does.
  const changes = read.changes.filter(field => field !== 'namespace');
  if (changes.length === 0) return null;
  const word = shellWord(folder);
  const fields = changes.map(field => `"${field}"`).join(', ');
  return {
    file,
    line: null,
    message: `files are checked without the changes of ${fields}; to include them: kustomize build ${word} | ingress-policy check - (or: kubectl kustomize ${word})`,
    is: 'note',
  };
}

/** A path inside a folder as the user would write it. */
export function under(folder: string, name: string): string {
  if (folder === '.') return name;
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
