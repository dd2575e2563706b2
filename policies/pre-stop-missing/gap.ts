import type { Container } from '../../src/kube/kinds/pod-template.ts';
import { preStopDelay } from '../../src/kube/termination.ts';

/** Why SIGTERM comes before the proxies have dropped the endpoint. */
export type Gap =
  | { readonly is: 'none' }
  | { readonly is: 'instant' }
  /** The hook needs a program that its image probably lacks; the hook fails, and SIGTERM follows at once. */
  | { readonly is: 'no-program'; readonly image: string }
  | { readonly is: 'short'; readonly seconds: number };

/** Null where a container delays SIGTERM, or may do so. */
export function gapOf(containers: readonly Container[], least: number): Gap | null {
  const delays = containers.map(container => ({ container, delay: preStopDelay(container) }));
  if (delays.some(({ delay }) => delay.is === 'unknown')) return null;
  const sleeping = delays.flatMap(({ container, delay }) =>
    delay.is === 'seconds' ? [{ container, ...delay }] : [],
  );
  const [first] = sleeping;
  if (first === undefined)
    return { is: delays.some(({ delay }) => delay.is === 'instant') ? 'instant' : 'none' };
  const image = first.container.image ?? '';
  if (sleeping.every(({ container, native }) => !native && isBare(container.image ?? '')))
    return { is: 'no-program', image };
  const longest = Math.max(...sleeping.map(({ seconds }) => seconds));
  const isExact = sleeping.every(({ atLeast }) => !atLeast);
  return isExact && longest < least ? { is: 'short', seconds: longest } : null;
}

/** Whether the image has one program and no shell; debug and dev tags have both. */
function isBare(image: string): boolean {
  return /distroless|(^|\/)scratch|chainguard|cgr\.dev/.test(image) && !/debug|-dev\b/.test(image);
}
