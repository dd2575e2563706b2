import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Obj } from '../../src/kube/object.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';
import type { Written } from './fake-store.ts';

/** An API server that holds these objects, for one test; the file of its kubeconfig. */
export async function fakeOf(objects: readonly Obj[], prepare: (api: FakeApi) => void = () => {}) {
  const api = await startFakeApi();
  for (const { body } of objects) api.store.put(body as unknown as Written);
  prepare(api);
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'fake-cluster-'));
  const file = path.join(home, 'kubeconfig');
  fs.writeFileSync(file, api.kubeconfig());
  onTestFinished(async () => {
    await api.close();
    fs.rmSync(home, { recursive: true });
  });
  return file;
}
