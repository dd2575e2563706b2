import type { Mode, ProfileName } from './config.ts';

/** `policy`: the config as written; a profile name: that profile instead; `off`: nothing is done. */
export type ModeProfile = 'policy' | ProfileName | 'off';

/** The modes of a namespace, each with the config that decides about the findings. */
export interface NamespaceModes {
  /** Refuses and patches requests. */
  readonly enforce: ModeProfile;
  /** Warns the user who sends the request. */
  readonly warn: ModeProfile;
  /** Writes to the audit log. */
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
 * The modes of a namespace: the mode of the cluster, overridden by the labels of the Namespace, as Pod Security
 * Admission reads its own labels. `faults` lists labels with an invalid value.
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
    const written = labels[label];
    const value = values.find(known => known === written);
    if (value === undefined)
      faults.push(`label ${label} is "${String(written)}": use "baseline", "strict" or "off"`);
    else modes[name] = value;
  }
  return { modes, faults };
}
