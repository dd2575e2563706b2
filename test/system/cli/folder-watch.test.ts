import fs from 'node:fs';
import path from 'node:path';
import { onTestFinished, test } from 'vitest';
import { type WatchOptions, watchFolder } from '../../../cli/serve/folder-watch.ts';
import { folder } from '../../support/run.ts';

const never = 3_600_000;

/** Changes the folder repeatedly until that many changes are reported. */
async function told(
  home: string,
  times: number,
  options: Partial<WatchOptions>,
  change: (round: number) => void,
) {
  let count = 0;
  const watch = watchFolder(home, { changed: () => count++, failed: () => undefined, ...options });
  onTestFinished(() => watch.close());
  for (let round = 0; count < times; round++) {
    change(round);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

test('a folder that is never quiet is still read', async () => {
  const home = folder({ 'a.yaml': '' });
  await told(home, 3, { quiet: never, most: 100, poll: never }, () =>
    fs.appendFileSync(path.join(home, 'a.yaml'), 'x'),
  );
});

test('a change that nobody tells of is found by looking', async () => {
  // The links of a mounted ConfigMap: their targets are in no watched folder.
  const home = folder({ 'outside/a.yaml': 'a', 'inside/b.yaml': '' });
  const target = path.join(home, 'outside/a.yaml');
  fs.symlinkSync(target, path.join(home, 'inside/a.yaml'));
  await told(path.join(home, 'inside'), 1, { quiet: 0, poll: 10 }, round => {
    // In one step, as the kubelet does.
    fs.writeFileSync(`${target}.next`, 'x'.repeat(round));
    fs.renameSync(`${target}.next`, target);
  });
});
