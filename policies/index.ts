// Generated from policies/*/rule.ts and policies/profiles/*.yaml by "npm run generate". Changes made here are lost.
import type { Profiles } from '../src/policy.ts';
import type { AnyRule } from '../src/rule.ts';
import backendNotPermitted from './backend-not-permitted/rule.ts';
import backendPortMissing from './backend-port-missing/rule.ts';
import backendServiceMissing from './backend-service-missing/rule.ts';
import gracePeriodTooShort from './grace-period-too-short/rule.ts';
import invalidObject from './invalid-object/rule.ts';
import networkPolicyBlocksIngress from './network-policy-blocks-ingress/rule.ts';
import podSelectorMismatch from './pod-selector-mismatch/rule.ts';
import preStopMissing from './pre-stop-missing/rule.ts';
import readinessProbeBroken from './readiness-probe-broken/rule.ts';
import readinessProbeMissing from './readiness-probe-missing/rule.ts';
import rolloutDropsCapacity from './rollout-drops-capacity/rule.ts';
import serviceSelectsNothing from './service-selects-nothing/rule.ts';
import serviceTargetPortMissing from './service-target-port-missing/rule.ts';

export const rules: readonly AnyRule[] = [
  backendNotPermitted,
  backendPortMissing,
  backendServiceMissing,
  gracePeriodTooShort,
  invalidObject,
  networkPolicyBlocksIngress,
  podSelectorMismatch,
  preStopMissing,
  readinessProbeBroken,
  readinessProbeMissing,
  rolloutDropsCapacity,
  serviceSelectsNothing,
  serviceTargetPortMissing,
];

export const profiles: Profiles = {
  "baseline": {
    "scope": "routed",
    "rules": {
      "backend-not-permitted": "deny",
      "backend-port-missing": "deny",
      "backend-service-missing": "deny",
      "grace-period-too-short": "patch",
      "invalid-object": "deny",
      "network-policy-blocks-ingress": "deny",
      "pod-selector-mismatch": "deny",
      "pre-stop-missing": "patch",
      "readiness-probe-broken": "deny",
      "readiness-probe-missing": "deny",
      "rollout-drops-capacity": "deny",
      "service-selects-nothing": "deny",
      "service-target-port-missing": "deny"
    }
  },
  "strict": {
    "scope": "served",
    "rules": {
      "backend-not-permitted": "deny",
      "backend-port-missing": "deny",
      "backend-service-missing": "deny",
      "grace-period-too-short": "deny",
      "invalid-object": "deny",
      "network-policy-blocks-ingress": "deny",
      "pod-selector-mismatch": "deny",
      "pre-stop-missing": "deny",
      "readiness-probe-broken": "deny",
      "readiness-probe-missing": "deny",
      "rollout-drops-capacity": "deny",
      "service-selects-nothing": "deny",
      "service-target-port-missing": "deny"
    }
  }
};
