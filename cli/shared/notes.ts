import { rules } from '../../policies/index.ts';
import { annotations, rulesNamedBy } from '../../src/config/exemptions.ts';
import { unknownName } from '../../src/config/words.ts';
import type { Evaluation } from '../../src/judge/evaluate.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import { type Pointer, pointer } from '../../src/kube/pointer.ts';
import type { Problem } from '../../src/report/report.ts';

/** The position of a note about an object. */
export type WhereOf = (obj: Obj, at: Pointer) => Pick<Problem, 'file' | 'line' | 'isFile'>;

/** The position for an object of a cluster, which has no file. */
export const atObject = ({ ref }: Obj) => ({ file: formatRef(ref), line: null, isFile: false }) as const;
export const atCluster = { file: 'the cluster', line: null, isFile: false } as const;

/** Notes on exemptions that do not count: why their findings stay. */
export function voidedNotes({ voided }: Pick<Evaluation, 'voided'>, whereOf: WhereOf): readonly Problem[] {
  return voided.map(({ finding, why }) => {
    const { obj } = finding.at;
    const message = `the exemption of ${finding.rule} for ${formatRef(obj.ref)} does not count: it ${why}`;
    return { ...whereOf(obj, '/metadata'), message, is: 'note' };
  });
}

/** Notes on annotations that name an unknown rule and silence nothing. */
export function misnamedNotes(objects: Iterable<Obj>, whereOf: WhereOf): readonly Problem[] {
  const ids = rules.map(rule => rule.id);
  return [...objects].flatMap(obj =>
    rulesNamedBy(obj)
      .filter(id => id !== '*' && !ids.includes(id))
      .map(id => {
        const message = unknownName('rule', id, ids, ` in the exemption of ${formatRef(obj.ref)}`);
        const at = pointer('metadata', 'annotations', annotations.exempt);
        return { ...whereOf(obj, at), message, is: 'note' } as const;
      }),
  );
}
