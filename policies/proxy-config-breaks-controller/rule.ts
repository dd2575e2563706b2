import { annotationAt, readersOf } from '../../src/graph/network/annotations.ts';
import { formatRef, type Obj } from '../../src/kube/object.ts';
import { valueAt } from '../../src/kube/pointer.ts';
import type { ConfigFault } from '../../src/routes/controllers/dialect.ts';
import type { Failure, When } from '../../src/routes/failure.ts';
import { defineRule, evidence, type Fix, type Found } from '../../src/rule.ts';

interface Data {
  readonly object: string;
  readonly text: string;
  readonly controller: string;
  readonly fault: ConfigFault;
}

export default defineRule({
  id: 'proxy-config-breaks-controller',
  summary: 'annotations of a route that stop its controller from loading any configuration',
  subject: 'object',
  chainBreak: null,
  params: {},

  *check({ obj }, query): Iterable<Found<Data>> {
    for (const { route, controllers, named } of readersOf(obj, query)) {
      if (route.obj !== obj) continue;
      const [first, ...others] = controllers.filter(preset => preset.dialect.configFaults(route).length > 0);
      if (first === undefined || others.length > 0) continue;
      const isOnly = controllers.length === 1 && named.includes(first);
      for (const fault of first.dialect.configFaults(route)) {
        if (fault.is === 'no-effect') continue;
        const at = annotationAt(fault.key);
        const text = String(valueAt(obj.body, at) ?? '');
        yield {
          at: { obj, at },
          key: fault.key,
          data: { object: formatRef(obj.ref), text, controller: first.title, fault },
          ...effectOf(fault),
          // The ConfigMap has the values that the Ingress does not state, and another proxy may read the same annotations.
          certainty: 'likely',
          limit: isOnly ? undefined : 'warn',
          broken: 'container',
          evidence: [fault.key, ...fault.because].map(key => evidence('fault', obj, annotationAt(key))),
          fix: fixOf(obj, fault, text),
        };
      }
    }
  },

  say({ object, text, controller, fault }) {
    const value = `"${fault.key}" of ${object} is "${text}", ${fault.says}`;
    return fault.is === 'denies-location'
      ? `${value}; ${controller} answers the paths itself`
      : `${value}; ${controller} then loads no configuration any more, for no Ingress`;
  },
});

/** Without new endpoints the proxy sends requests to pods that are gone. */
const effectOf = ({ is }: ConfigFault): { failure: Failure; when: When } =>
  is === 'denies-location'
    ? { failure: 'not-permitted', when: 'always' }
    : { failure: 'refused', when: 'in every rollout' };

function fixOf(obj: Obj, { key, repair }: ConfigFault, text: string): Fix | undefined {
  const path = annotationAt(key);
  if (repair === null || valueAt(obj.body, path) === undefined) return undefined;
  return {
    safety: 'suggestion',
    title: `Write "${repair}"`,
    on: obj.ref,
    operations: [
      { op: 'test', path, value: text },
      { op: 'replace', path, value: repair },
    ],
    creates: [],
  };
}
