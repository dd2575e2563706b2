import type { AnyRule } from '../rule.ts';
import { createPolicy, type Policy, type PolicyInput, type ProfileName, type Profiles } from './config.ts';

/** The policy as configured, and as it is where a Namespace's label names a profile. */
export interface Policies {
  readonly rules: readonly AnyRule[];
  /** `policy` is the configured one. */
  under(profile: ProfileName | 'policy'): Policy;
}

export function createPolicies(input: PolicyInput, profiles: Profiles, rules: readonly AnyRule[]): Policies {
  const known = new Map<string, Policy>();
  return {
    rules,
    under(profile) {
      let policy = known.get(profile);
      if (policy === undefined) {
        policy = createPolicy(input, profiles, profile === 'policy' ? null : profile);
        known.set(profile, policy);
      }
      return policy;
    },
  };
}
