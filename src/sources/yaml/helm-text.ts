import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';

const helm =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|(?:include|template)\s+["`])/;

/** Not the `${{` of an OpenShift Template. */
const opening = /(?<!\$)\{\{/;

/**
 * Whether a document that parses is a Helm template all the same: `name: web-{{ .Release.Name }}` is YAML.
 * Block scalars don't count: sidecar injectors keep whole templates in a ConfigMap, and Argo Workflows has `{{ }}` of its own.
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

/** Whether a document that does not parse fails for being a template: at its `{{`, or it names what only Helm knows. */
export function failsAsHelm(text: string, offset: number): boolean {
  if (!text.includes('{{')) return false;
  const lineStart = text.lastIndexOf('\n', offset - 1);
  // A parser often notices on the next line.
  const from = Math.max(0, text.lastIndexOf('\n', lineStart - 1));
  const lineEnd = text.indexOf('\n', offset);
  return text.slice(from, lineEnd === -1 ? text.length : lineEnd).match(opening) !== null || helm.test(text);
}
