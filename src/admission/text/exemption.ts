import { annotations, rulesNamedBy } from '../../config/exemptions.ts';
import { own } from '../../kube/json.ts';
import { formatRef, type Obj } from '../../kube/object.ts';
import { visible } from '../../text/visible.ts';
import { formatYaml } from '../../text/yaml.ts';
import { bytes, shortened } from './bounds.ts';

/** The annotations that exempt the object, to be pasted. The rules that it already names are kept. */
export function exemptionLines(obj: Obj, rules: readonly string[]): readonly string[] {
  const annotation = (key: string) => {
    const value = own(own(own(obj.body, 'metadata'), 'annotations'), key);
    return typeof value === 'string' ? value : null;
  };
  const until = annotation(annotations.until);
  const where = `metadata.annotations of ${shortened(visible(formatRef(obj.ref)), 300)}`;
  const all = exemptLine([...new Set([...rulesNamedBy(obj), ...rules])]);
  const isLong = bytes(all) > longest;
  return [
    isLong
      ? `To admit it anyway, put these rules first in ${annotations.exempt} under ${where}:`
      : `To admit it anyway, add under ${where}:`,
    `  ${isLong ? exemptLine(rules) : all}`,
    ...((annotation(annotations.reason) ?? '').trim() === ''
      ? [`  ${annotations.reason}: "<why, and who decided>"`]
      : []),
    ...(until === null ? [] : [`  # remove ${annotations.until} if its date has passed: ${quoted(until)}`]),
  ];
}

/** The limit of an annotation in bytes: the object's own text may be of any length. */
const longest = 1024;

const exemptLine = (rules: readonly string[]) =>
  formatYaml({ [annotations.exempt]: rules.join(',') }).join('');

const quoted = (text: string) => visible(JSON.stringify(shortened(text, 40)));
