import { profiles } from '../../policies/index.ts';
import type { Reload } from '../../src/admission/server/metrics.ts';
import type { ConfigInput } from '../../src/config/config.ts';
import { createProfileConfigs, type ProfileConfigs } from '../../src/config/profile-configs.ts';
import type { AnyRule } from '../../src/rule.ts';
import { findConfig } from '../shared/config-file.ts';
import type { ReadConfig } from '../shared/config-reader.ts';
import type { ConfigEntry } from '../shared/log.ts';
import { type FileWatchOptions, textOf, watchFiles } from '../shared/watch-files.ts';
import type { ServeOptions } from './options.ts';

/** The current config. */
export interface ServedConfig {
  current(): ProfileConfigs;
  close(): void;
}

export interface ConfigNotice<Entry> {
  log(entry: Entry): void;
  reloaded(result: Reload): void;
}

/** Follows the config's file. A file with faults does not replace the current config; at the start it is an error. */
export async function openConfig(
  options: Pick<ServeOptions, 'source' | 'config' | 'profile'> & { readonly rules: readonly AnyRule[] },
  { log, reloaded }: ConfigNotice<ConfigEntry>,
  watch: FileWatchOptions = {},
): Promise<ServedConfig> {
  const { source, config, profile, rules } = options;
  const policiesOf = (input: ConfigInput) =>
    createProfileConfigs(profile === null ? input : { ...input, profile }, profiles, rules);
  // The config of a folder is in the folder or above it. A cluster has only a named config.
  const isNone = source.is === 'cluster' && config === null;
  const file = isNone ? null : findConfig(config, source.is === 'folder' ? [source.manifests] : []);
  if (file === null) {
    const configs = policiesOf({});
    return { current: () => configs, close: () => undefined };
  }
  const { readConfig, tryConfig } = await import('../shared/config-reader.ts');
  let seen = textOf(file);
  let current = policiesOf(readConfig(file));

  function look(policyFile: string): void {
    const text = textOf(policyFile);
    if (text === seen) return;
    seen = text;
    const read = attempt(() => tryConfig(policyFile));
    if (read.is === 'policy') {
      current = policiesOf(read.input);
      log({ what: 'policy-read', file: policyFile });
    } else log({ what: 'policy-refused', file: policyFile, faults: read.faults });
    reloaded(read.is === 'policy' ? 'accepted' : 'refused');
  }

  const watching = watchFiles([file], () => look(file), watch);
  return { current: () => current, close: () => watching.close() };
}

/** Catches internal errors, so that a new file does not end a server with a valid config. */
function attempt(read: () => ReadConfig): ReadConfig {
  try {
    return read();
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { is: 'faults', faults: [why] };
  }
}
