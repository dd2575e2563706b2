import { decode as realToObject } from '../../kube/decode.ts';
import { isJsonObject, type Json, own } from '../../kube/json.ts';
import { groupOf, type Obj, type Origin } from '../../kube/object.ts';
import { treated } from '../kustomize/layers.ts';
import { aliasNodesInAll, type Budget } from '../yaml/budget.ts';
import { type Document, readDocuments } from './documents.ts';
import { settleDuplicates } from './duplicates.ts';
import { expand, type Part } from './expand.ts';
import type { ManifestIo } from './io.ts';
import { linesOf } from './lines.ts';
import { type Locate, locator, type Source } from './locate.ts';
import { looksLikeObject, typoIn } from './looks-like-object.ts';
import { compareText, type Problem, sortProblems } from './problem.ts';
import { holds, textOf } from './text.ts';
import { type Found, walk } from './walk.ts';

export interface ManifestSet {
  /** By the path of the file, then the place in it; one object of each name. With `every`: each object, in the order given. */
  readonly objects: readonly Obj[];
  /** Sorted by file, then line. */
  readonly problems: readonly Problem[];
  /** Whether a part of the input was not read: then no object is known to be missing. */
  readonly unread: boolean;
  /** The number of files whose text was read, standard input included. */
  readonly files: number;
  readonly locate: Locate;
  /** A line of a read file, for a code frame; 1-based. Null where there is no such line. */
  line(file: string, line: number): string | null;
}

export interface ReadOptions {
  readonly toObject?: (value: Json, origin: Origin) => Obj | string;
  /** The limit of a file, in bytes. */
  readonly maxBytes?: number;
  /** Returns every object in order, for a caller that applies them one by one; else one object for each name. */
  readonly every?: boolean;
}

/** The limit of a file or of standard input, in bytes: 32 MiB. */
const maxFileBytes = 33_554_432;

/** The name of standard input in origins and problems. */
const stdinName = '<stdin>';

/**
 * All objects of files, folders and standard input (`-`), read as kubectl reads them. An unreadable part becomes a
 * problem, never an exception, and the rest is read all the same.
 */
export function readManifests(
  inputs: readonly string[],
  io: ManifestIo,
  options: ReadOptions = {},
): ManifestSet {
  const limit = options.maxBytes ?? maxFileBytes;
  const found = walk(inputs, io, limit);
  const sources = new Map<string, Source>();
  const locate = locator(sources);
  const reading: Reading = {
    io,
    limit,
    toObject: options.toObject ?? realToObject,
    locate,
    sources,
    budget: { left: aliasNodesInAll },
    objects: [],
    problems: [...found.problems],
    unread: found.unread,
    files: 0,
  };
  // Sorted, so that no report depends on the order of the paths. A review applies the objects in the order given.
  const files =
    options.every === true ? found.files : found.files.toSorted((a, b) => compareText(a.path, b.path));
  for (const file of files) readFile(reading, file);
  const { objects, notes } =
    options.every === true
      ? { objects: reading.objects, notes: [] }
      : settleDuplicates(reading.objects, obj => locate(obj.origin, ''));
  return {
    objects,
    problems: sortProblems([...reading.problems, ...notes]),
    unread: reading.unread,
    files: reading.files,
    locate,
    line: (file, line) => sources.get(file)?.lines.line(line) ?? null,
  };
}

interface Reading {
  readonly io: ManifestIo;
  readonly limit: number;
  readonly toObject: (value: Json, origin: Origin) => Obj | string;
  readonly locate: Locate;
  readonly sources: Map<string, Source>;
  readonly budget: Budget;
  readonly objects: Obj[];
  readonly problems: Problem[];
  unread: boolean;
  files: number;
}

function readFile(reading: Reading, found: Found): void {
  const { path, named } = found;
  const file = path === '-' ? stdinName : path;
  const read = path === '-' ? reading.io.stdin(reading.limit) : reading.io.read(path, reading.limit);
  if (read.is === 'failed') {
    failFile(reading, file, read.why);
    return;
  }
  reading.files++;
  // A JSON file in a folder is mostly data or settings, which may even have comments.
  if (!named && /\.json$/i.test(path) && !['apiVersion', 'apiversion'].some(key => holds(read.bytes, key)))
    return;
  const text = textOf(read.bytes);
  if (text.is === 'failed') {
    failFile(reading, file, text.why);
    return;
  }
  const { chunks, documents, faults } = readDocuments(text.text, reading.budget);
  const lines = linesOf(text.text);
  const before = reading.objects.length;
  const said: Problem[] = [];
  reading.sources.set(file, { lines, chunks });
  for (const { offset, message } of faults) {
    said.push({ file, line: lines.position(offset).line, message, is: 'error' });
    reading.unread = true;
  }
  for (const document of documents) {
    for (const { key, offset } of document.duplicates) {
      const message = `the key "${key}" is repeated in the same mapping, and the last value is used; remove one of them`;
      said.push({ file, line: lines.position(offset).line, message, is: 'note' });
    }
    addDocument(reading, file, found, document, said);
  }
  if (said.length === 0 && reading.objects.length === before) reading.sources.delete(file);
  reading.problems.push(...atMost(said, file));
}

function addDocument(
  reading: Reading,
  file: string,
  { named, treatment }: Found,
  document: Document,
  said: Problem[],
): void {
  const value = document.value as Json;
  if (isForOtherTool(value) && !named) return;
  for (const part of expand(value)) {
    const origin: Origin = { from: 'file', file, document: document.index, base: part.base };
    const obj = isKustomizationObject(part.value) ? kustomizationGiven : reading.toObject(part.value, origin);
    if (typeof obj !== 'string') {
      reading.objects.push(treated(obj, treatment));
    } else if (named || obj !== kustomizationGiven) {
      said.push({ file, line: reading.locate(origin, '').line, message: notObject(part, obj), is: 'error' });
      reading.unread ||= obj !== kustomizationGiven;
    }
  }
}

/** Whether the value is for another tool: a list, or a mapping such as values.yaml, a compose file or a playbook. */
function isForOtherTool(value: Json): boolean {
  return Array.isArray(value) || (isJsonObject(value) && !looksLikeObject(value));
}

function isKustomizationObject(value: Json): boolean {
  const apiVersion = own(value, 'apiVersion');
  return typeof apiVersion === 'string' && groupOf(apiVersion) === 'kustomize.config.k8s.io';
}

const kustomizationGiven = 'it is a kustomization; render its folder with "kubectl kustomize"';

function notObject(part: Part, why: string): string {
  const what = part.base === '' ? 'the document' : `the item at ${part.base}`;
  const slip = typoIn(part.value);
  if (slip !== null) {
    const { key, meant } = slip;
    return `${what} is not a Kubernetes object: it has "${key}" where "${meant}" belongs; rename the key`;
  }
  return `${what} is not a Kubernetes object: ${why}; give it "apiVersion" and "kind", or leave it out`;
}

function failFile(reading: Reading, file: string, why: string): void {
  reading.problems.push({ file, line: null, message: `the file ${why}`, is: 'error' });
  reading.unread = true;
}

const mostProblems = 20;

/** Limits the problems of a file that has nothing but faults. */
function atMost(problems: readonly Problem[], file: string): readonly Problem[] {
  if (problems.length <= mostProblems) return problems;
  const rest = problems.slice(mostProblems);
  const is = rest.some(problem => problem.is === 'error') ? 'error' : 'note';
  const line = rest[0]?.line ?? null;
  return [
    ...problems.slice(0, mostProblems),
    { file, line, message: `${rest.length} more of this kind follow in the file`, is },
  ];
}
