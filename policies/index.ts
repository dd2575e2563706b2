// Generated from policies/*/rule.ts and policies/profiles/*.yaml by "npm run generate". Changes made here are lost.
import type { Profiles } from '../src/config/config.ts';
import type { AnyRule } from '../src/rule.ts';
import backendNotPermitted from './backend-not-permitted/rule.ts';
import backendPortMissing from './backend-port-missing/rule.ts';
import backendProtocolMismatch from './backend-protocol-mismatch/rule.ts';
import backendServiceMissing from './backend-service-missing/rule.ts';
import backendUnusable from './backend-unusable/rule.ts';
import canaryNeverServed from './canary-never-served/rule.ts';
import controllerUnhealthy from './controller-unhealthy/rule.ts';
import disruptionUnguarded from './disruption-unguarded/rule.ts';
import endpointsNotReady from './endpoints-not-ready/rule.ts';
import gracePeriodTooShort from './grace-period-too-short/rule.ts';
import invalidObject from './invalid-object/rule.ts';
import keepAliveRace from './keep-alive-race/rule.ts';
import listensOnLoopback from './listens-on-loopback/rule.ts';
import livenessProbeKills from './liveness-probe-kills/rule.ts';
import loadBalancerHealthCheck from './load-balancer-health-check/rule.ts';
import memoryLimitUnsafe from './memory-limit-unsafe/rule.ts';
import meshRefusesIngress from './mesh-refuses-ingress/rule.ts';
import networkPolicyBlocksIngress from './network-policy-blocks-ingress/rule.ts';
import podSelectorMismatch from './pod-selector-mismatch/rule.ts';
import podsCrashing from './pods-crashing/rule.ts';
import preStopMissing from './pre-stop-missing/rule.ts';
import proxyConfigBreaksController from './proxy-config-breaks-controller/rule.ts';
import readinessProbeBroken from './readiness-probe-broken/rule.ts';
import readinessProbeMissing from './readiness-probe-missing/rule.ts';
import rolloutDropsCapacity from './rollout-drops-capacity/rule.ts';
import rolloutStuck from './rollout-stuck/rule.ts';
import routeAnnotationIgnored from './route-annotation-ignored/rule.ts';
import routeNotAttached from './route-not-attached/rule.ts';
import routeTimeoutInvalid from './route-timeout-invalid/rule.ts';
import servicePublishesUnready from './service-publishes-unready/rule.ts';
import serviceSelectsNothing from './service-selects-nothing/rule.ts';
import serviceSelectsTooMuch from './service-selects-too-much/rule.ts';
import serviceTargetPortMissing from './service-target-port-missing/rule.ts';

export const rules: readonly AnyRule[] = [
  backendNotPermitted,
  backendPortMissing,
  backendProtocolMismatch,
  backendServiceMissing,
  backendUnusable,
  canaryNeverServed,
  controllerUnhealthy,
  disruptionUnguarded,
  endpointsNotReady,
  gracePeriodTooShort,
  invalidObject,
  keepAliveRace,
  listensOnLoopback,
  livenessProbeKills,
  loadBalancerHealthCheck,
  memoryLimitUnsafe,
  meshRefusesIngress,
  networkPolicyBlocksIngress,
  podSelectorMismatch,
  podsCrashing,
  preStopMissing,
  proxyConfigBreaksController,
  readinessProbeBroken,
  readinessProbeMissing,
  rolloutDropsCapacity,
  rolloutStuck,
  routeAnnotationIgnored,
  routeNotAttached,
  routeTimeoutInvalid,
  servicePublishesUnready,
  serviceSelectsNothing,
  serviceSelectsTooMuch,
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
      "backend-unusable": "deny",
      "canary-never-served": "deny",
      "controller-unhealthy": "warn",
      "disruption-unguarded": "warn",
      "endpoints-not-ready": "deny",
      "grace-period-too-short": "patch",
      "invalid-object": "deny",
      "keep-alive-race": "warn",
      "listens-on-loopback": "warn",
      "liveness-probe-kills": "warn",
      "load-balancer-health-check": "warn",
      "memory-limit-unsafe": "warn",
      "mesh-refuses-ingress": "deny",
      "network-policy-blocks-ingress": "deny",
      "pod-selector-mismatch": "deny",
      "pods-crashing": "deny",
      "pre-stop-missing": "patch",
      "proxy-config-breaks-controller": "deny",
      "readiness-probe-broken": "deny",
      "readiness-probe-missing": "deny",
      "rollout-drops-capacity": "deny",
      "rollout-stuck": "deny",
      "route-annotation-ignored": "warn",
      "route-not-attached": "deny",
      "route-timeout-invalid": "deny",
      "service-publishes-unready": "warn",
      "service-selects-nothing": "deny",
      "service-selects-too-much": "warn",
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
      "backend-unusable": "deny",
      "canary-never-served": "deny",
      "controller-unhealthy": "warn",
      "disruption-unguarded": "warn",
      "endpoints-not-ready": "deny",
      "grace-period-too-short": "deny",
      "invalid-object": "deny",
      "keep-alive-race": "warn",
      "listens-on-loopback": "deny",
      "liveness-probe-kills": "warn",
      "load-balancer-health-check": "warn",
      "memory-limit-unsafe": "warn",
      "mesh-refuses-ingress": "deny",
      "network-policy-blocks-ingress": "deny",
      "pod-selector-mismatch": "deny",
      "pods-crashing": "deny",
      "pre-stop-missing": "deny",
      "proxy-config-breaks-controller": "deny",
      "readiness-probe-broken": "deny",
      "readiness-probe-missing": "deny",
      "rollout-drops-capacity": "deny",
      "rollout-stuck": "deny",
      "route-annotation-ignored": "warn",
      "route-not-attached": "deny",
      "route-timeout-invalid": "deny",
      "service-publishes-unready": "deny",
      "service-selects-nothing": "deny",
      "service-selects-too-much": "deny",
      "service-target-port-missing": "deny"
    }
  }
};
