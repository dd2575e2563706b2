import type { AnyRule } from '../rule.ts';
import { type Config, type ConfigInput, createConfig, type ProfileName, type Profiles } from './config.ts';

/** The config as written, and the config under each profile that a Namespace's label may name. */
export interface ProfileConfigs {
  readonly rules: readonly AnyRule[];
  /** `policy` is the config as written. */
  under(profile: ProfileName | 'policy'): Config;
}

export function createProfileConfigs(
  input: ConfigInput,
  profiles: Profiles,
  rules: readonly AnyRule[],
): ProfileConfigs {
  const known = new Map<string, Config>();
  return {
    rules,
    under(profile) {
      let config = known.get(profile);
      if (config === undefined) {
        config = createConfig(input, profiles, profile === 'policy' ? null : profile);
        known.set(profile, config);
      }
      return config;
    },
  };
}
