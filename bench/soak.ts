// node bench/soak.ts [MINUTES]: a replica of the webhook under constant load, over a cluster that changes all the time
// and loses its watches now and then; prints the memory in each tenth of the time.
import type { Json } from '../src/kube/json.ts';
import { sound } from '../test/laws/admission/apps.ts';
import { ingress, service } from '../test/support/manifests.ts';
import { constant, openScene, put } from '../test/system/faults/scene.ts';
import { median } from './processes.ts';
import { table } from './table.ts';

const minutes = Number(process.argv[2] ?? 3);
const scene = await openScene();
const [replica] = scene.replicas;
if (replica === undefined) throw new Error('no replica');

/** Objects that are created and deleted; the total size stays the same. */
function* changes(): Iterable<Json> {
  for (let round = 0; ; round++) {
    const name = `app-${round % 200}`;
    const image = `registry.example/shop/${name}:${round}`;
    yield sound(name, { container: { image } });
    yield service(name);
    yield ingress(name, [name]);
  }
}

const samples: { readonly at: number; readonly rss: number; readonly heap: number }[] = [];
const load = scene.load(constant);
const began = performance.now();
const end = began + minutes * 60_000;
const next = changes()[Symbol.iterator]();
let drops = 0;
while (performance.now() < end) {
  for (let count = 0; count < 20; count++) put(scene.api, next.next().value as Json);
  if (Math.floor((performance.now() - began) / 10_000) > drops) {
    drops++;
    scene.api.watches.drop();
  }
  const metrics = await replica.metrics();
  const value = (name: string) =>
    Number(new RegExp(`^\\S*${name}\\S* (\\S+)$`, 'm').exec(metrics)?.[1]) / 1024 / 1024;
  samples.push({
    at: performance.now() - began,
    rss: value('process_resident_memory_bytes'),
    heap: value('nodejs_heap_size_used_bytes'),
  });
  await new Promise(resolve => setTimeout(resolve, 500));
}
await load.stop();

const tenths = Map.groupBy(samples, ({ at }) => Math.min(9, Math.floor((at / (minutes * 60_000)) * 10)));
table(
  ['minute', 'RSS MiB', 'heap MiB'],
  [...tenths].map(([tenth, some]) => [
    ((tenth / 10) * minutes).toFixed(1),
    median(some.map(({ rss }) => rss)).toFixed(0),
    median(some.map(({ heap }) => heap)).toFixed(0),
  ]),
);
const { sent, failed, wrong } = load.tally;
console.log(
  `\n${sent} reviews, ${failed.length} failed, ${wrong.length} answered wrongly; watches dropped ${drops} times`,
);
await scene.end();
