import type { AnyRule } from '../rule.ts';
import { type Config, type ConfigInput, createConfig, type ProfileName, type Profiles } from './config.ts';

/** The policy as configured, and as it is where a Namespace's label names a profile. */
export interface ProfileConfigs {
  readonly rules: readonly AnyRule[];
  /** `policy` is the configured one. */
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
