import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';

const helm =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|(?:include|template)\s+["`])/;

/** Does not match the `${{` of an OpenShift Template. */
const opening = /(?<!\$)\{\{/;

/**
 * Whether a document is a Helm template although it parses: `name: web-{{ .Release.Name }}` is YAML.
 * Block scalars do not count: sidecar injectors keep whole templates in a ConfigMap, and Argo Workflows has its own `{{ }}`.
 */
export function isHelmText(events: readonly Event[], text: string): boolean {
  return events.some(
    event =>
      event.type === EVENT_ID.SCALAR &&
      event.style !== SCALAR_STYLE.LITERAL_BLOCK &&
      event.style !== SCALAR_STYLE.FOLDED_BLOCK &&
      helm.test(getScalarValue(text, event)),
  );
}

/** Whether a document does not parse because it is a template: it fails at a `{{`, or it uses names that only Helm has. */
export function failsAsHelm(text: string, offset: number): boolean {
  if (!text.includes('{{')) return false;
  const lineStart = text.lastIndexOf('\n', offset - 1);
  // A parser often reports the next line.
  const from = Math.max(0, text.lastIndexOf('\n', lineStart - 1));
  const lineEnd = text.indexOf('\n', offset);
  return text.slice(from, lineEnd === -1 ? text.length : lineEnd).match(opening) !== null || helm.test(text);
}
