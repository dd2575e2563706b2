import type { Container, LifecycleHandler, PodSpec } from './kinds/pod-template.ts';

/** The seconds that a pod has to end, preStop and all. */
export function gracePeriod(spec: PodSpec): number {
  return spec.terminationGracePeriodSeconds ?? 30;
}

/** What a preStop hook does for the time between the endpoint's removal and SIGTERM. */
export type Delay =
  | { readonly is: 'none' }
  /**
   * It waits that many seconds. `native`: by the kubelet, without a program of the image. `atLeast`: it does
   * something else too, of which the manifest does not show how long it takes.
   */
  | { readonly is: 'seconds'; readonly seconds: number; readonly native: boolean; readonly atLeast: boolean }
  /** It ends at once, so that it delays nothing. */
  | { readonly is: 'instant' }
  /** It does something of which the manifest does not show how long it takes. */
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

/** The argument of sleep(1): a number with s, m, h or d behind it; null for a variable and the like. */
function parseSleep(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)([smhd]?)["';)]*$/.exec(text);
  if (match === null) return null;
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 1;
  return Number(match[1]) * unit;
}
