import { own } from '../../src/kube/json.ts';
import type { Obj } from '../../src/kube/object.ts';
import type { ValueFault } from '../../src/kube/value-faults.ts';

/** Source: ValidateObjectMetaAccessor, apimachinery/pkg/api/validation. */
export function* nameFaults({ body }: Obj): Iterable<ValueFault> {
  const metadata = own(body, 'metadata');
  if (own(metadata, 'name') || own(metadata, 'generateName')) return;
  yield { at: '/metadata/name', says: 'is missing' };
}
