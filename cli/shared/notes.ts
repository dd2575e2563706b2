import { rules } from '../../policies/index.ts';
import { annotations, rulesNamedBy } from '../../src/config/exemptions.ts';
import { unknownName } from '../../src/config/words.ts';
import type { Evaluation } from '../../src/judge/evaluate.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import { type Pointer, pointer } from '../../src/kube/pointer.ts';
import type { Problem } from '../../src/report/report.ts';

/** Where a note about an object stands. */
export type WhereOf = (obj: Obj, at: Pointer) => Pick<Problem, 'file' | 'line' | 'isFile'>;

/** For what the cluster holds, which stands in no file. */
export const atObject = ({ ref }: Obj) => ({ file: formatRef(ref), line: null, isFile: false }) as const;
export const atCluster = { file: 'the cluster', line: null, isFile: false } as const;

/** An exemption that does not count leaves its finding, and says why. */
export function voidedNotes({ voided }: Pick<Evaluation, 'voided'>, whereOf: WhereOf): readonly Problem[] {
  return voided.map(({ finding, why }) => {
    const { obj } = finding.at;
    const message = `the exemption of ${finding.rule} for ${formatRef(obj.ref)} does not count: it ${why}`;
    return { ...whereOf(obj, '/metadata'), message, is: 'note' };
  });
}

/** An annotation that exempts from a rule that is none silences nothing. */
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
