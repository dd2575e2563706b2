import type { Mode, ProfileName } from './config.ts';

/** `policy`: as configured; a profile in its place; or closed. */
export type ModeProfile = 'policy' | ProfileName | 'off';

/** What happens to the findings of a request, and by which policy each of the three is decided. */
export interface NamespaceModes {
  /** Refuses and patches. */
  readonly enforce: ModeProfile;
  /** Says it to who writes. */
  readonly warn: ModeProfile;
  /** Says it to the audit log. */
  readonly audit: ModeProfile;
}

const names = ['enforce', 'warn', 'audit'] as const;
const values = ['baseline', 'strict', 'off'] as const;

const byMode: Readonly<Record<Mode, NamespaceModes>> = {
  enforce: { enforce: 'policy', warn: 'policy', audit: 'policy' },
  warn: { enforce: 'off', warn: 'policy', audit: 'policy' },
  audit: { enforce: 'off', warn: 'off', audit: 'policy' },
};

/**
 * The doors of the namespace in which is written: the mode of the cluster, then the labels of the Namespace, as Pod
 * Security Admission reads its own. `faults` are labels whose value says nothing.
 */
export function namespaceModesOf(
  mode: Mode,
  labels: Readonly<Record<string, unknown>> | null,
): { readonly modes: NamespaceModes; readonly faults: readonly string[] } {
  const modes: Record<(typeof names)[number], ModeProfile> = { ...byMode[mode] };
  const faults: string[] = [];
  for (const name of names) {
    const label = `ingress-policy.io/${name}`;
    if (labels === null || !Object.hasOwn(labels, label)) continue;
    const given = labels[label];
    const value = values.find(one => one === given);
    if (value === undefined)
      faults.push(`label ${label} is "${String(given)}": use "baseline", "strict" or "off"`);
    else modes[name] = value;
  }
  return { modes, faults };
}
