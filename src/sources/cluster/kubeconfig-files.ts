import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { KubeConfig } from '@kubernetes/client-node';

/**
 * Loads the files that kubectl reads without `--kubeconfig`. Missing files in KUBECONFIG are ignored, and the first file
 * that has an entry, or a current context, wins. client-node instead throws for a missing file and takes the last
 * context, which may be another cluster than kubectl's.
 */
export function loadDefaultFiles(config: KubeConfig): void {
  const named = (process.env.KUBECONFIG ?? '').split(path.delimiter).filter(file => file !== '');
  const files = named.filter(file => fs.existsSync(file));
  if (named.length < 2 || files.length === 0) {
    config.loadFromDefault();
    return;
  }
  const read = files.map(file => {
    const one = new KubeConfig();
    one.loadFromFile(file);
    return one;
  });
  config.loadFromOptions({
    clusters: firstOfName(read.flatMap(one => one.getClusters())),
    users: firstOfName(read.flatMap(one => one.getUsers())),
    contexts: firstOfName(read.flatMap(one => one.getContexts())),
    currentContext: read.map(one => one.getCurrentContext()).find(name => Boolean(name)) ?? '',
  });
}

function firstOfName<Named extends { readonly name: string }>(all: readonly Named[]): Named[] {
  const first = new Map<string, Named>();
  for (const one of all) if (!first.has(one.name)) first.set(one.name, one);
  return [...first.values()];
}
