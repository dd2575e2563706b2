import { type Json, own } from '../../kube/json.ts';
import type { Api, Call } from './api.ts';
import { versionIn } from './object.ts';
import { type ApiFailure, failure } from './shapes.ts';

export interface Listed {
  readonly is: 'listed';
  /** Of the whole list: what a watch goes on from. */
  readonly version: string;
}

export interface Paging {
  /** Objects a page; null asks for all at once. */
  readonly limit: number | null;
  readonly query?: Readonly<Record<string, string>>;
  /** Only the first page. */
  readonly first?: boolean;
  /** Lets few pages be read at a time. */
  gate?<T>(work: () => Promise<T>): Promise<T>;
}

/** All pages of a list. `each` gets the items as they come; they count only if the list comes to its end. */
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
      // Those of one page are turned into objects before the next one is read.
      return reply.is === 'json' ? readPage(reply.value, each) : reply;
    });
    if (page.is === 'failed') return token !== null && page.status === 410 ? expired(page) : page;
    if (page.next === null || first) return { is: 'listed', version: page.version };
    next = page.next;
  } while (!call.signal.aborted);
  return failure('the time limit was reached');
}

/** A list that took longer than the server keeps what it was read from, five minutes by default. */
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
