import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';

/** A Lease of coordination.k8s.io/v1, as far as it is of use. */
export interface LeaseRecord {
  /** Empty where nobody holds it. */
  readonly holder: string;
  /** Milliseconds after its last change at which it is free. */
  readonly duration: number;
  readonly acquired: string | null;
  readonly transitions: number;
  /** Changes with every write. */
  readonly version: string;
  /** As it came: what is not ours in it is kept. */
  readonly body: JsonObject;
}

export interface LeaseRef {
  readonly namespace: string;
  readonly name: string;
}

/** Null for what is no lease. */
export function readLease(body: Json): LeaseRecord | null {
  const spec = own(body, 'spec') ?? {};
  const version = own(own(body, 'metadata'), 'resourceVersion');
  if (!isJsonObject(body) || typeof version !== 'string') return null;
  const [holder, duration, acquired, transitions] = [
    'holderIdentity',
    'leaseDurationSeconds',
    'acquireTime',
    'leaseTransitions',
  ].map(key => own(spec, key));
  return {
    holder: typeof holder === 'string' ? holder : '',
    duration: typeof duration === 'number' ? duration * 1000 : 0,
    acquired: typeof acquired === 'string' ? acquired : null,
    transitions: typeof transitions === 'number' ? transitions : 0,
    version,
    body,
  };
}

export interface Claim {
  readonly holder: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly now: Date;
}

/** The lease with us as its holder. Without a record it is a new one; with one it is a conflict if it has changed since. */
export function claimed(
  place: LeaseRef,
  record: LeaseRecord | null,
  { holder, duration, now }: Claim,
): JsonObject {
  const isOurs = record?.holder === holder;
  const time = microTime(now);
  return body(place, record, {
    holderIdentity: holder,
    // The API server takes whole seconds from 1 on.
    leaseDurationSeconds: Math.max(1, Math.ceil(duration / 1000)),
    acquireTime: (isOurs ? record.acquired : null) ?? time,
    renewTime: time,
    leaseTransitions: record === null ? 0 : transitionsAfter(record, isOurs),
  });
}

/** Of an int32: a lease that was edited to its end begins anew. */
function transitionsAfter({ transitions }: LeaseRecord, isOurs: boolean): number {
  const next = transitions + (isOurs ? 0 : 1);
  return next < 2 ** 31 ? next : 0;
}

/** Nobody's, so that the next one need not wait. */
export function released(place: LeaseRef, record: LeaseRecord, now: Date): JsonObject {
  return body(place, record, {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: record.acquired,
    renewTime: microTime(now),
    leaseTransitions: record.transitions,
  });
}

function body({ namespace, name }: LeaseRef, record: LeaseRecord | null, spec: JsonObject): JsonObject {
  if (record === null)
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name }, spec };
  const given = own(record.body, 'spec');
  return {
    ...record.body,
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    spec: { ...(isJsonObject(given) ? given : {}), ...spec },
  };
}

/** Six digits after the point: the API server takes no other number of them. */
const microTime = (now: Date) => now.toISOString().replace(/Z$/, '000Z');
