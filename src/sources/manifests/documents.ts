import type { Budget } from '../yaml/budget.ts';
import { isDeeper } from '../yaml/budget.ts';
import { type DuplicateKey, parseDocument } from '../yaml/parse.ts';
import { maxDepth } from '../yaml/read-events.ts';
import { readJson } from './json-text.ts';
import { type Chunk, splitDocuments } from './split.ts';

/** A readable document. `index` also counts the unreadable documents. Offsets count from the file's beginning. */
export interface Document {
  readonly index: number;
  readonly value: unknown;
  readonly duplicates: readonly DuplicateKey[];
}

export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export interface Documents {
  readonly chunks: readonly Chunk[];
  readonly documents: readonly Document[];
  readonly faults: readonly Fault[];
}

const mostDocuments = 100_000;
const mostFaults = 1000;
/** The limit of a YAML document, in code units: its tree takes up to a hundred times as many bytes. */
const mostText = 16_777_216;

/** All documents of a file; a broken document leaves the others readable. */
export function readDocuments(text: string, budget: Budget): Documents {
  return jsonDocuments(text) ?? yamlDocuments(text, budget);
}

function jsonDocuments(text: string): Documents | null {
  const read = readJson(text, mostDocuments);
  if (read === null) return null;
  const documents: Document[] = [];
  const faults: Fault[] = [];
  const end = read.at(-1)?.end ?? 0;
  if (read.length === mostDocuments && end < text.length) faults.push({ offset: end, message: tooMany });
  for (const [index, { value, start }] of read.entries()) {
    if (isDeeper(value, maxDepth)) faults.push({ offset: start, message: tooDeep });
    else documents.push({ index, value, duplicates: [] });
  }
  return { chunks: read.map(({ start, end }) => ({ start, end })), documents, faults };
}

function yamlDocuments(text: string, budget: Budget): Documents {
  const { chunks, badSeparators } = splitDocuments(text);
  const documents: Document[] = [];
  const faults: Fault[] = badSeparators.map(offset => ({ offset, message: badSeparator }));
  let helm = false;
  for (const [index, chunk] of chunks.entries()) {
    if (index === mostDocuments || faults.length >= mostFaults) {
      faults.push({ offset: chunk.start, message: index === mostDocuments ? tooMany : tooBroken });
      break;
    }
    if (chunk.end - chunk.start > mostText) {
      faults.push({ offset: chunk.start, message: tooLong });
      continue;
    }
    const source = text.slice(chunk.start, chunk.end);
    if (isDirectives(source)) continue;
    const parsed = parseDocument(source, budget);
    switch (parsed.is) {
      case 'empty':
        break;
      case 'value': {
        const duplicates = parsed.duplicates.map(({ key, offset }) => ({
          key,
          offset: chunk.start + offset,
        }));
        documents.push({ index, value: parsed.value, duplicates });
        break;
      }
      case 'error':
        // Hardly any document of a chart's template parses, and one message covers them all.
        if (parsed.helm && helm) break;
        helm ||= parsed.helm;
        faults.push({
          offset: chunk.start + parsed.offset,
          message: parsed.helm ? helmTemplate : parsed.message,
        });
        break;
      default:
        parsed satisfies never;
    }
  }
  return { chunks, documents, faults };
}

/** Only directives such as `%YAML 1.1` before the first `---`: they change nothing and are not a document. */
function isDirectives(source: string): boolean {
  return source.startsWith('%') && source.split('\n').every(line => /^(?:%.*|\s*#.*|\s*)$/.test(line));
}

const badSeparator =
  'a line begins with "---" and goes on with text, and kubectl refuses that; put the text on the next line';
const tooDeep = `nesting is deeper than ${maxDepth} levels, and no Kubernetes object is; leave the file out`;
const tooMany = `the file holds more than ${mostDocuments} documents, and the rest is not read; split it`;
const tooBroken = `more than ${mostFaults} documents of the file cannot be read, and the rest is left out; mend it or leave it out`;
const tooLong = 'the document is larger than 16 MiB; split it into several documents';
const helmTemplate =
  'looks like a Helm template: "{{" is outside of quotes; render it first: helm template <chart dir> | ingress-policy check -';
