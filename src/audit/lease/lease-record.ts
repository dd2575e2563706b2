import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';

/** The fields of a Lease of coordination.k8s.io/v1 that the election reads. */
export interface LeaseRecord {
  /** Empty where no process holds the lease. */
  readonly holder: string;
  /** Milliseconds after the last change until the lease is free. */
  readonly duration: number;
  readonly acquired: string | null;
  readonly transitions: number;
  /** The resourceVersion, which changes with every write. */
  readonly version: string;
  /** The whole object, so that an update keeps the fields of others. */
  readonly body: JsonObject;
}

export interface LeaseRef {
  readonly namespace: string;
  readonly name: string;
}

/** Null for a body that is not a Lease. */
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

/** The Lease with this process as its holder: a new one without a record. With a record, a changed Lease is a conflict. */
export function claimed(
  place: LeaseRef,
  record: LeaseRecord | null,
  { holder, duration, now }: Claim,
): JsonObject {
  const isOurs = record?.holder === holder;
  const time = microTime(now);
  return body(place, record, {
    holderIdentity: holder,
    // The API server accepts only whole seconds from 1 on.
    leaseDurationSeconds: Math.max(1, Math.ceil(duration / 1000)),
    acquireTime: (isOurs ? record.acquired : null) ?? time,
    renewTime: time,
    leaseTransitions: record === null ? 0 : transitionsAfter(record, isOurs),
  });
}

/** The field is an int32, so a count at its maximum starts again. */
function transitionsAfter({ transitions }: LeaseRecord, isOurs: boolean): number {
  const next = transitions + (isOurs ? 0 : 1);
  return next < 2 ** 31 ? next : 0;
}

/** The Lease without a holder, so that the next process need not wait. */
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

/** A MicroTime. The API server accepts only six digits after the point. */
const microTime = (now: Date) => now.toISOString().replace(/Z$/, '000Z');
