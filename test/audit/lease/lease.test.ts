import { expect, onTestFinished, test } from 'vitest';
import { createLease, type Lease } from '../../../src/audit/lease/lease.ts';
import { claimed, readLease, released } from '../../../src/audit/lease/lease-record.ts';
import type { AuditEntry } from '../../../src/audit/log.ts';
import type { LeaseStore, WriteAnswer } from '../../../src/kube/api-server.ts';
import { isJsonObject, type Json, type JsonObject, own } from '../../../src/kube/json.ts';
import { type VirtualTime, virtualTime } from '../virtual-time.ts';

const place = { namespace: 'ingress-policy', name: 'scan' };
const duration = 15_000;

/** An API server with one lease. */
function leaseServer() {
  let stored: JsonObject | null = null;
  let version = 0;
  const put = (body: JsonObject) => {
    version += 1;
    const metadata = own(body, 'metadata');
    stored = {
      ...body,
      metadata: { ...(isJsonObject(metadata) ? metadata : {}), resourceVersion: `${version}` },
    };
    return { is: 'written', value: stored } as const;
  };
  const server = {
    /** Identities whose requests do not arrive. */
    deaf: new Set<string>(),
    /** Identities whose requests are handled and not answered. */
    mute: new Set<string>(),
    /** The delay of an answer. */
    delay: async (_name: string, _signal: AbortSignal): Promise<void> => undefined,
    writes: 0,
    reads: 0,
    stored: (): JsonObject => stored ?? {},
    spec: (): JsonObject => (own(stored, 'spec') ?? {}) as JsonObject,
    put,
    as(name: string): LeaseStore {
      const failed = { is: 'failed', status: null, why: 'connect ECONNREFUSED' } as const;
      async function answer(signal: AbortSignal, work: () => WriteAnswer): Promise<WriteAnswer> {
        await server.delay(name, signal);
        if (signal.aborted || server.deaf.has(name)) return failed;
        const done = work();
        await server.delay(name, signal);
        return signal.aborted || server.mute.has(name) ? failed : done;
      }
      return {
        read: signal =>
          answer(signal, () => {
            server.reads += 1;
            return stored === null ? { is: 'absent', why: 'not found' } : { is: 'written', value: stored };
          }),
        create: (body, signal) =>
          answer(signal, () => {
            server.writes += 1;
            return stored === null ? put(body) : { is: 'conflict', why: 'already exists' };
          }),
        update: (body, signal) =>
          answer(signal, () => {
            server.writes += 1;
            const sent = own(own(body, 'metadata'), 'resourceVersion');
            return sent === `${version}` ? put(body) : { is: 'conflict', why: 'modified' };
          }),
      };
    },
  };
  return server;
}

type Server = ReturnType<typeof leaseServer>;

interface Replica {
  readonly lease: Lease;
  readonly log: readonly AuditEntry[];
  /** Whether the process leads now. */
  leads: boolean;
  terms: number;
  stop(): void;
  readonly ended: Promise<void>;
}

function replica(name: string, server: Server, time: VirtualTime, random = () => 0.5): Replica {
  const log: AuditEntry[] = [];
  const stopping = new AbortController();
  const lease = createLease({
    ...{ place, identity: name, duration, random },
    store: server.as(name),
    clock: time.clock,
    now: time.now,
    wait: time.wait,
    log: entry => void log.push(entry),
  });
  const one: Omit<Replica, 'ended'> = { lease, log, leads: false, terms: 0, stop: () => stopping.abort() };
  const ended = lease.run(async signal => {
    one.leads = true;
    one.terms += 1;
    await new Promise<void>(resolve => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve());
    });
    one.leads = false;
  }, stopping.signal);
  onTestFinished(() => one.stop());
  return Object.assign(one, { ended });
}

const what = ({ log }: Replica) => log.map(entry => entry.what);

test('of two replicas one leads, and goes on leading', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const [a, b] = [replica('a', server, time), replica('b', server, time)];
  for (let second = 0; second < 300; second++) {
    await time.pass(1000);
    expect([a.leads, b.leads].filter(leads => leads)).toHaveLength(1);
  }
  expect([a.terms, b.terms]).toEqual([1, 0]);
  expect(a.lease.state()).toEqual({ is: 'held' });
  expect(b.lease.state()).toEqual({ is: 'watched', holder: 'a' });
  expect(server.spec()).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
});

test('a holder that is stopped gives it back, and the next one has it at its next look', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const [a, b] = [replica('a', server, time), replica('b', server, time)];
  await time.pass(20_000);
  a.stop();
  await time.settle();
  await a.ended;
  expect(server.spec()).toMatchObject({ holderIdentity: '' });
  expect(what(a)).toEqual(['lease-held', 'lease-released']);
  await time.pass(duration / 3);
  expect(b.leads).toBe(true);
  expect(server.spec()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
});

test('a holder that dies keeps it for its duration, and no longer than another look', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const a = replica('a', server, time);
  await time.pass(1000);
  const b = replica('b', server, time);
  await time.pass(1000);
  server.deaf.add('a');
  await time.pass(duration - 4000);
  expect(b.leads).toBe(false);
  await time.pass(4000 + duration / 3);
  expect(b.leads).toBe(true);
  expect(a.leads).toBe(false);
});

test('no two lead at once, however slow the server is and whomever it does not answer', async () => {
  let state = 7;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const [server, time] = [leaseServer(), virtualTime()];
  server.delay = (_, signal) => time.wait(random() < 0.9 ? 50 : random() * 6000, signal);
  const names = ['a', 'b', 'c'];
  const replicas = names.map(name => replica(name, server, time, random));
  const led = new Set<string>();
  for (let step = 0; step < 4000; step++) {
    for (const name of names) {
      for (const trouble of [server.deaf, server.mute]) {
        if (random() < 0.02) trouble.add(name);
        if (random() < 0.06) trouble.delete(name);
      }
    }
    await time.pass(250);
    const leading = names.filter((_, index) => replicas[index]?.leads);
    expect(leading.length).toBeLessThan(2);
    for (const name of leading) led.add(name);
  }
  expect([...led].sort()).toEqual(names);
});

test('a holder that cannot renew gives up before anyone may take over', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const a = replica('a', server, time);
  await time.pass(5000);
  server.deaf.add('a');
  await time.pass(duration);
  expect(a.leads).toBe(false);
  expect(what(a)).toEqual(['lease-held', 'lease-lost', 'lease-failed']);
  expect(a.lease.state()).toEqual({ is: 'unknown', why: 'connect ECONNREFUSED' });
  server.deaf.delete('a');
  await time.pass(duration);
  expect(a.terms).toBe(2);
});

test('a renewal that does not come back is given up before anyone may take over', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const [a, b] = [replica('a', server, time), replica('b', server, time)];
  await time.pass(1000);
  server.delay = async (name, signal) => (name === 'a' ? time.wait(3_600_000, signal) : undefined);
  for (let second = 0; second < 30; second++) {
    await time.pass(1000);
    expect(a.leads && b.leads).toBe(false);
  }
  expect([a.leads, b.leads]).toEqual([false, true]);
});

test('a label that somebody writes on it while it is renewed costs nothing', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const a = replica('a', server, time);
  await time.pass(1000);
  let labelled = false;
  server.delay = async () => {
    // After the read, and before the update.
    if (labelled || server.reads < 2) return;
    labelled = true;
    server.put(server.stored());
  };
  await time.pass(60_000);
  expect(labelled).toBe(true);
  expect([a.terms, a.leads]).toEqual([1, true]);
});

test('one answer that fails costs nothing', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const a = replica('a', server, time);
  await time.pass(5000);
  server.deaf.add('a');
  await time.pass(duration / 3);
  server.deaf.delete('a');
  await time.pass(60_000);
  expect([a.terms, a.leads]).toEqual([1, true]);
});

test('whoever sees that another one has taken it lets go at once', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const a = replica('a', server, time);
  await time.pass(1000);
  server.put({ ...claimed(place, null, { holder: 'b', duration, now: time.now() }) });
  await time.pass(duration / 3);
  expect([a.leads, a.lease.state()]).toEqual([false, { is: 'watched', holder: 'b' }]);
});

test('a clock that another one has wrong takes nothing from it', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const long = new Date('2020-01-01T00:00:00Z');
  server.put(claimed(place, null, { holder: 'b', duration, now: long }));
  const a = replica('a', server, time);
  await time.pass(duration - 1000);
  expect(a.leads).toBe(false);
  await time.pass(1000 + duration / 3);
  expect(a.leads).toBe(true);
});

test('of two that find it free at the same moment one has it', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const record = claimed(place, null, { holder: 'gone', duration, now: time.now() });
  const stored = readLease(server.put(record).value);
  if (stored === null) throw new Error('it is a lease');
  server.put(released(place, stored, time.now()));
  const all = ['a', 'b', 'c'].map(name => replica(name, server, time));
  await time.pass(1000);
  expect(all.filter(({ leads }) => leads)).toHaveLength(1);
});

test('a lead that fails ends the run with its error, and gives the lease back', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  const lease = createLease({
    ...{ place, identity: 'a', duration, random: () => 0, ...time, log: () => undefined },
    store: server.as('a'),
  });
  const failing = lease.run(() => Promise.reject(new Error('a fault')), new AbortController().signal);
  await expect(failing).rejects.toThrow('a fault');
  expect(server.spec()).toMatchObject({ holderIdentity: '' });
});

test('who waits asks three times in the duration, and writes nothing', async () => {
  const [server, time] = [leaseServer(), virtualTime()];
  replica('a', server, time);
  await time.pass(1000);
  const holds = server.writes;
  server.deaf.add('a');
  replica('b', server, time);
  await time.pass(10_000);
  expect(server.writes).toBe(holds);
});

test('a lease is written as the API has it, and what is not ours in it stays', () => {
  const now = new Date('2026-11-27T12:00:00.250Z');
  const made = claimed(place, null, { holder: 'a', duration: 900, now });
  expect(made).toEqual({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: place,
    spec: {
      holderIdentity: 'a',
      leaseDurationSeconds: 1,
      acquireTime: '2026-11-27T12:00:00.250000Z',
      renewTime: '2026-11-27T12:00:00.250000Z',
      leaseTransitions: 0,
    },
  });
  const stored = {
    ...made,
    metadata: { ...place, resourceVersion: '7', labels: { team: 'edge' } },
    spec: { ...(made.spec as JsonObject), preferredHolder: 'b' },
  } satisfies Json;
  const record = readLease(stored);
  const later = new Date('2026-11-27T12:00:10Z');
  expect(claimed(place, record, { holder: 'a', duration: 900, now: later })).toEqual({
    ...stored,
    spec: { ...stored.spec, renewTime: '2026-11-27T12:00:10.000000Z' },
  });
  expect(claimed(place, record, { holder: 'c', duration: 900, now: later })).toMatchObject({
    metadata: { resourceVersion: '7', labels: { team: 'edge' } },
    spec: { holderIdentity: 'c', acquireTime: '2026-11-27T12:00:10.000000Z', leaseTransitions: 1 },
  });
});

test('a lease that was edited by hand is one that the API server takes', () => {
  const edited = {
    metadata: { ...place, resourceVersion: '7' },
    spec: { leaseTransitions: 2 ** 31 - 1, leaseDurationSeconds: 'x', acquireTime: 7, holderIdentity: null },
  };
  const now = new Date('2026-11-27T12:00:00Z');
  expect(claimed(place, readLease(edited), { holder: 'a', duration: 15_000, now }).spec).toMatchObject({
    leaseTransitions: 0,
    leaseDurationSeconds: 15,
    acquireTime: '2026-11-27T12:00:00.000000Z',
  });
});

test.each([
  ['no object', 'text'],
  ['no resourceVersion', { metadata: {}, spec: {} }],
])('%s is no lease', (_, body) => {
  expect(readLease(body)).toBeNull();
});
