import type { Container, LifecycleHandler, PodSpec } from './kinds/pod-template.ts';

/** The seconds that a pod has to end, the preStop hook included. */
export function gracePeriod(spec: PodSpec): number {
  return spec.terminationGracePeriodSeconds ?? 30;
}

/** How long a preStop hook delays SIGTERM after the endpoint's removal. */
export type Delay =
  | { readonly is: 'none' }
  /**
   * The hook waits that many seconds. `native`: the kubelet waits, without a program of the image. `atLeast`: the hook
   * does something else too, whose duration the manifest does not show.
   */
  | { readonly is: 'seconds'; readonly seconds: number; readonly native: boolean; readonly atLeast: boolean }
  /** The hook ends at once and delays nothing. */
  | { readonly is: 'instant' }
  /** The manifest does not show how long the hook takes. */
  | { readonly is: 'unknown' };

export function preStopDelay(container: Container): Delay {
  const hook = container.lifecycle?.preStop;
  if (hook === null || hook === undefined) return { is: 'none' };
  return delayOf(hook);
}

function delayOf(hook: LifecycleHandler): Delay {
  const seconds = hook.sleep?.seconds;
  if (typeof seconds === 'number') {
    return seconds <= 0 ? { is: 'instant' } : { is: 'seconds', seconds, native: true, atLeast: false };
  }
  const command = hook.exec?.command;
  if (command === null || command === undefined) return { is: 'unknown' };
  const text = command
    .map(word => word ?? '')
    .join(' ')
    .trim();
  const alone = text.replace(/^(\S*\/)?(ba|da|a)?sh -c\s+/, '');
  if (/^((\S*\/)?true|:|exit 0|(\S*\/)?echo [^;&|`$]*)$/.test(alone)) return { is: 'instant' };
  const sleeps = [...text.matchAll(/(?:^|[\s;&|"'(/])sleep\s+(\S+)/g)].map(match =>
    parseSleep(match[1] ?? ''),
  );
  if (sleeps.length === 0 || sleeps.includes(null)) return { is: 'unknown' };
  const sum = sleeps.reduce<number>((total, one) => total + (one ?? 0), 0);
  const atLeast = !/^(\S*\/)?sleep\s+\S+$/.test(alone);
  if (sum === 0) return { is: atLeast ? 'unknown' : 'instant' };
  return { is: 'seconds', seconds: sum, native: false, atLeast };
}

/** The argument of sleep(1) in seconds: a number with an optional s, m, h or d; null for a variable and the like. */
function parseSleep(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)([smhd]?)["';)]*$/.exec(text);
  if (match === null) return null;
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 1;
  return Number(match[1]) * unit;
}
