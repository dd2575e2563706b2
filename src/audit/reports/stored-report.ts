import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { leftOutKey, managedBy, reportName, type Timestamp, unreadKey } from './openreports.ts';
import type { Result } from './result.ts';

/** A stored report that this program wrote. */
export interface StoredReport {
  readonly namespace: string | null;
  readonly uid: string;
  /** The digest of our own fields, without the timestamps. */
  readonly digest: string;
  since(fingerprint: string): Timestamp | null;
  /** The results that can be read as our own. */
  results(): readonly Result[];
}

/** Null for a report that is not ours: it has another name or lacks our label. */
export function storedReportIn(body: Json): StoredReport | null {
  const metadata = own(body, 'metadata');
  const [name, namespace = null, uid] = ['name', 'namespace', 'uid'].map(key => own(metadata, key));
  const isOurs = name === reportName && own(own(metadata, 'labels'), managedBy) === reportName;
  if (!isOurs || typeof uid !== 'string' || !(namespace === null || typeof namespace === 'string'))
    return null;
  const given = own(body, 'results');
  const items: readonly Json[] = Array.isArray(given) ? given : [];
  const since = new Map(
    items.flatMap(item => {
      const [key, at] = [own(own(item, 'properties'), 'fingerprint'), timestampIn(item)];
      return typeof key === 'string' && at !== null ? [[key, at] as const] : [];
    }),
  );
  return {
    namespace,
    uid,
    digest: digestOf(body),
    since: fingerprint => since.get(fingerprint) ?? null,
    results: () =>
      items.flatMap(item => (isResult(item) ? [withoutTimestamp(item) as unknown as Result] : [])),
  };
}

function timestampIn(item: Json): Timestamp | null {
  const [seconds, nanos] = ['seconds', 'nanos'].map(key => own(own(item, 'timestamp'), key));
  return typeof seconds === 'number' && typeof nanos === 'number' ? { seconds, nanos } : null;
}

function isResult(item: Json): item is JsonObject {
  const resources = own(item, 'resources');
  return (
    ['policy', 'rule', 'severity', 'result', 'message'].every(key => typeof own(item, key) === 'string') &&
    Array.isArray(resources) &&
    resources.every(isJsonObject) &&
    typeof own(own(item, 'properties'), 'fingerprint') === 'string'
  );
}

/** A digest of the fields that we write, independent of the server's order of keys. Timestamps are left out. */
export function digestOf(body: Json): string {
  const results = own(body, 'results');
  const ours = Object.entries(own(own(body, 'metadata'), 'annotations') ?? {}).filter(([key]) =>
    [leftOutKey, unreadKey].includes(key),
  );
  const content = {
    annotations: Object.fromEntries(ours),
    source: own(body, 'source') ?? null,
    scope: own(body, 'scope') ?? null,
    summary: own(body, 'summary') ?? null,
    results: Array.isArray(results) ? results.map(withoutTimestamp) : null,
  };
  return createHash('sha256')
    .update(JSON.stringify(ordered(content)))
    .digest('hex');
}

function withoutTimestamp(item: Json): Json {
  if (!isJsonObject(item)) return item;
  const { timestamp: _, ...rest } = item;
  return rest;
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map(key => [key, ordered(value[key] ?? null)]));
}
