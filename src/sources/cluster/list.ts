import { type Json, own } from '../../kube/json.ts';
import type { Api, Call } from './api.ts';
import { versionIn } from './object.ts';
import { type ApiFailure, failure } from './shapes.ts';

export interface Listed {
  readonly is: 'listed';
  /** The resourceVersion of the whole list, from which a watch continues. */
  readonly version: string;
}

export interface Paging {
  /** Objects per page; null reads all objects at once. */
  readonly limit: number | null;
  readonly query?: Readonly<Record<string, string>>;
  /** Whether to read only the first page. */
  readonly first?: boolean;
  /** Limits the number of pages that are read at the same time. */
  gate?<T>(work: () => Promise<T>): Promise<T>;
}

/** Reads all pages of a list. `each` receives the items page by page; they count only if the last page is read. */
export async function listAll(
  api: Api,
  path: string,
  paging: Paging,
  call: Call,
  each: (item: Json) => void,
): Promise<Listed | ApiFailure> {
  const { limit, query = {}, first = false, gate = work => work() } = paging;
  let next: string | null = null;
  do {
    const asked = new URLSearchParams(query);
    if (limit !== null) asked.set('limit', `${limit}`);
    if (next !== null) asked.set('continue', next);
    const token: string | null = next;
    const page: Page | ApiFailure = await gate(async () => {
      const reply = await api.json(`${path}?${asked}`, call);
      // The items of a page become objects before the next page is read.
      return reply.is === 'json' ? readPage(reply.value, each) : reply;
    });
    if (page.is === 'failed') return token !== null && page.status === 410 ? expired(page) : page;
    if (page.next === null || first) return { is: 'listed', version: page.version };
    next = page.next;
  } while (!call.signal.aborted);
  return failure('the time limit was reached');
}

/** The server keeps the state behind a list for five minutes by default; a slower list expires. */
const expired = ({ why }: ApiFailure) =>
  failure(`the list expired between two pages: ${why}`, { status: 410 });

interface Page {
  readonly is: 'page';
  readonly version: string;
  readonly next: string | null;
}

function readPage(value: Json, each: (item: Json) => void): Page | ApiFailure {
  const items = own(value, 'items') ?? [];
  const version = versionIn(value);
  if (!Array.isArray(items) || version === null) return failure('the answer is not a list');
  for (const item of items) each(item);
  const next = own(own(value, 'metadata'), 'continue');
  return { is: 'page', version, next: typeof next === 'string' && next !== '' ? next : null };
}
