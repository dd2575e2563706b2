import { type Json, own } from './json.ts';
import type { Pointer } from './pointer.ts';
import type { ReadableWorkload } from './workload.ts';

/** The Ingresses whose requests an Argo Rollout divides: spec.strategy.canary.trafficRouting. */
export interface TrafficRouting {
  readonly by: 'nginx' | 'alb';
  readonly ingresses: readonly { readonly name: string; readonly at: Pointer }[];
  /** The Service that a rule of each Ingress must name: HasRuleWithService in utils/ingress. */
  readonly service: string;
  /** Whether the stable pods go as those of the canary come, down to none at weight 100. */
  readonly scalesStable: boolean;
  /** Whether a step asks for weight 100; each rollout ends with it, too. */
  readonly hasFullStep: boolean;
}

const base = '/spec/strategy/canary/trafficRouting';

export function trafficRoutingOf({ ref, body }: ReadableWorkload): TrafficRouting | null {
  if (ref.kind !== 'Rollout') return null;
  const canary = body.spec?.strategy?.canary as Json | undefined;
  const routing = own(canary, 'trafficRouting');
  const service = own(canary, 'stableService');
  const steps = own(canary, 'steps');
  const shared = {
    scalesStable:
      own(canary, 'dynamicStableScale') === true && own(routing, 'maxTrafficWeight') === undefined,
    hasFullStep: Array.isArray(steps) && steps.some(step => own(step, 'setWeight') === 100),
  };
  const nginx = own(routing, 'nginx');
  if (nginx != null && typeof service === 'string') {
    const ingresses = named(nginx, `${base}/nginx`, 'stableIngress', 'stableIngresses');
    return { by: 'nginx', ingresses, service, ...shared };
  }
  const alb = own(routing, 'alb');
  const root = own(alb, 'rootService') ?? service;
  if (alb != null && typeof root === 'string')
    return {
      by: 'alb',
      ingresses: named(alb, `${base}/alb`, 'ingress', 'ingresses'),
      service: root,
      ...shared,
    };
  return null;
}

function named(from: Json, at: Pointer, one: string, several: string): TrafficRouting['ingresses'] {
  const name = own(from, one);
  const names = own(from, several);
  return [
    ...(typeof name === 'string' ? [{ name, at: `${at}/${one}` as Pointer }] : []),
    ...(Array.isArray(names) ? names : []).flatMap((text: Json, index) =>
      typeof text === 'string' ? [{ name: text, at: `${at}/${several}/${index}` as Pointer }] : [],
    ),
  ];
}
