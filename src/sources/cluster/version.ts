import { type Json, own } from '../../kube/json.ts';

/** The minor version in `/version`: `31`, or `31+` of a vendor's build. */
export function minorIn(value: Json): number | null {
  const digits = /^\d+/.exec(String(own(value, 'minor') ?? ''))?.[0];
  return digits === undefined ? null : Number(digits);
}
