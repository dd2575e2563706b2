/**
 * An unreplaced parameter: `${NAME}` of an OpenShift Template without a default, or of envsubst. Two equal texts stay
 * equal after any replacement; of two different texts nothing is known.
 */
const parameter = /\$\{\{?[A-Za-z_][A-Za-z0-9_]*\}?\}/;

export function isParametric(text: string): boolean {
  return text.includes('${') && parameter.test(text);
}
