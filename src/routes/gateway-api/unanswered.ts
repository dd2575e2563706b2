import type { GatewayRouteBody, GatewayRouteRule } from '../../kube/kinds/gateway-api-parts.ts';
import { join } from '../../kube/pointer.ts';
import type { Unanswered } from '../route-kind.ts';

/**
 * Rules whose requests all get 500: HTTPRouteRule.backendRefs, and the conformance test HTTPRouteNoBackendRefs. For
 * weights that sum to 0 the text says only that no backend gets requests.
 */
export function* unansweredRules({ spec }: GatewayRouteBody): Iterable<Unanswered> {
  for (const [index, rule] of (spec?.rules ?? []).entries()) {
    const refs = rule.backendRefs ?? [];
    const match = `${spec?.hostnames?.[0] ?? '*'}${rule.matches?.[0]?.path?.value ?? '/'}`;
    const at = join('/spec/rules', index);
    if (refs.length === 0) {
      if (!mayAnswer(rule)) yield { at, match, lacks: 'backend' };
    } else if (refs.every(({ weight }) => weight === 0)) {
      yield { at: join(at, 'backendRefs'), match, lacks: 'weight' };
    }
  }
}

/** A redirect answers, and an extension of the controller may. */
const mayAnswer = ({ filters }: GatewayRouteRule) =>
  (filters ?? []).some(({ type }) => type == null || !passing.has(type));

const passing = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'URLRewrite',
  'CORS',
]);
