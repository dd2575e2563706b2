import { afterEach } from 'vitest';
import { until } from '../../support/until.ts';
import { type Watched, type WatchedOptions, watchFake } from './world.ts';

const open: Watched[] = [];

/** A watched fake API server that ends with the test. */
export async function start(options: WatchedOptions = {}): Promise<Watched> {
  const one = await watchFake(options);
  open.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.end()));
});

export const services = ({ names }: Watched) => names('', 'Service');

export const synced = ({ world: cluster }: Watched) => until(cluster.isSynced);

export const has = (one: Watched, ...wanted: readonly string[]) =>
  until(() => services(one).join() === wanted.join());

export const watching = ({ api }: Watched, plural = 'services') =>
  until(() => api.watches.open(plural) === 1);

/** Waits until every kind is listed, and every served kind watched. */
export async function settled(one: Watched): Promise<void> {
  await synced(one);
  const served = one.world.kinds().filter(kind => kind.served && kind.synced).length;
  await until(() => one.api.watches.open() === served);
}
