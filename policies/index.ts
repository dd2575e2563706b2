// Generated from policies/*/rule.ts and policies/profiles/*.yaml by "npm run generate". Changes made here are lost.
import type { Profiles } from '../src/config/config.ts';
import type { AnyRule } from '../src/rule.ts';
import backendNotPermitted from './backend-not-permitted/rule.ts';
import backendPortMissing from './backend-port-missing/rule.ts';
import backendProtocolMismatch from './backend-protocol-mismatch/rule.ts';
import backendServiceMissing from './backend-service-missing/rule.ts';
import controllerUnhealthy from './controller-unhealthy/rule.ts';
import endpointsNotReady from './endpoints-not-ready/rule.ts';
import gracePeriodTooShort from './grace-period-too-short/rule.ts';
import invalidObject from './invalid-object/rule.ts';
import networkPolicyBlocksIngress from './network-policy-blocks-ingress/rule.ts';
import podSelectorMismatch from './pod-selector-mismatch/rule.ts';
import podsCrashing from './pods-crashing/rule.ts';
import preStopMissing from './pre-stop-missing/rule.ts';
import readinessProbeBroken from './readiness-probe-broken/rule.ts';
import readinessProbeMissing from './readiness-probe-missing/rule.ts';
import rolloutDropsCapacity from './rollout-drops-capacity/rule.ts';
import rolloutStuck from './rollout-stuck/rule.ts';
import routeNotAttached from './route-not-attached/rule.ts';
import servicePublishesUnready from './service-publishes-unready/rule.ts';
import serviceSelectsNothing from './service-selects-nothing/rule.ts';
import serviceTargetPortMissing from './service-target-port-missing/rule.ts';

export const rules: readonly AnyRule[] = [
  backendNotPermitted,
  backendPortMissing,
  backendProtocolMismatch,
  backendServiceMissing,
  controllerUnhealthy,
  endpointsNotReady,
  gracePeriodTooShort,
  invalidObject,
  networkPolicyBlocksIngress,
  podSelectorMismatch,
  podsCrashing,
  preStopMissing,
  readinessProbeBroken,
  readinessProbeMissing,
  rolloutDropsCapacity,
  rolloutStuck,
  routeNotAttached,
  servicePublishesUnready,
  serviceSelectsNothing,
  serviceTargetPortMissing,
];

export const profiles: Profiles = {
  "baseline": {
    "scope": "routed",
    "rules": {
      "backend-not-permitted": "deny",
      "backend-port-missing": "deny",
      "backend-protocol-mismatch": "deny",
      "backend-service-missing": "deny",
      "controller-unhealthy": "warn",
      "endpoints-not-ready": "deny",
      "grace-period-too-short": "patch",
      "invalid-object": "deny",
      "network-policy-blocks-ingress": "deny",
      "pod-selector-mismatch": "deny",
      "pods-crashing": "deny",
      "pre-stop-missing": "patch",
      "readiness-probe-broken": "deny",
      "readiness-probe-missing": "deny",
      "rollout-drops-capacity": "deny",
      "rollout-stuck": "deny",
      "route-not-attached": "deny",
      "service-publishes-unready": "warn",
      "service-selects-nothing": "deny",
      "service-target-port-missing": "deny"
    }
  },
  "strict": {
    "scope": "served",
    "rules": {
      "backend-not-permitted": "deny",
      "backend-port-missing": "deny",
      "backend-protocol-mismatch": "deny",
      "backend-service-missing": "deny",
      "controller-unhealthy": "warn",
      "endpoints-not-ready": "deny",
      "grace-period-too-short": "deny",
      "invalid-object": "deny",
      "network-policy-blocks-ingress": "deny",
      "pod-selector-mismatch": "deny",
      "pods-crashing": "deny",
      "pre-stop-missing": "deny",
      "readiness-probe-broken": "deny",
      "readiness-probe-missing": "deny",
      "rollout-drops-capacity": "deny",
      "rollout-stuck": "deny",
      "route-not-attached": "deny",
      "service-publishes-unready": "deny",
      "service-selects-nothing": "deny",
      "service-target-port-missing": "deny"
    }
  }
};
