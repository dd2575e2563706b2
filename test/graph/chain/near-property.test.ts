import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  closestWorkload,
  nearMiss,
  workloadLabelledOutside,
  workloadsBeside,
} from '../../../src/graph/chain/near-miss.ts';
import { nearService } from '../../../src/graph/chain/near-service.ts';
import { servicesOf } from '../../../src/graph/chain/selection.ts';
import type { Query } from '../../../src/graph/index/query.ts';
import { labelsOf } from '../../../src/kube/metadata.ts';
import { isReadable } from '../../../src/kube/object.ts';
import { isService, type ReadableService, selectorOf } from '../../../src/kube/service.ts';
import { isTypo, stem } from '../../../src/kube/typo.ts';
import { podLabelsWritten, type ReadableWorkload } from '../../../src/kube/workload.ts';
import { graphFrom } from '../../support/check.ts';
import { deployment, manifest, service } from '../../support/manifests.ts';

/** The indexes of a namespace give what a comparison with each of its objects gives. */
const value = fc.constantFrom('front', 'frnot', 'frount', 'orders', 'orderz', 'v1');
const key = fc.constantFrom('app', 'name', 'component', 'componant', 'tier');
const labels = fc.dictionary(key, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const name = fc.constantFrom(
  'front',
  'front-svc',
  'frnot',
  'front-deployment',
  'Front',
  'orders',
  'orderz-svc',
);
const workloads = fc.uniqueArray(fc.record({ name, labels, own: labels }), {
  selector: one => one.name,
  maxLength: 6,
});
const services = fc.uniqueArray(fc.record({ name, selector: labels }), {
  selector: one => one.name,
  minLength: 1,
  maxLength: 6,
});

const identity = new Set(['app', 'name', 'k8s-app', 'run', 'app.kubernetes.io/name']);

/** Whether the workload is one that the selector is intended for: at most one typo, or the name of the Service. */
function isMeant(from: ReadableService, workload: ReadableWorkload): boolean {
  const selector = selectorOf(from) ?? {};
  const has = podLabelsWritten(workload);
  const differs = Object.keys(selector).filter(one => has[one] !== selector[one]);
  const [only, ...more] = differs;
  if (only === undefined) return false;
  const wanted = selector[only] ?? '';
  if (more.length === 0) {
    const own = has[only] ?? null;
    if (own !== null && isTypo(wanted, own)) return true;
    const others = Object.keys(has).filter(other => has[other] === wanted);
    const isAlias = (other: string) => (identity.has(only) && identity.has(other)) || isTypo(only, other);
    if (own === null && others.some(isAlias)) return true;
  }
  const [a, b] = [workload.ref.name, from.ref.name];
  return differs.every(one => identity.has(one)) && a[0] === b[0] && stem(a) === stem(b);
}

function closestByScan(from: ReadableService, all: readonly ReadableWorkload[]): string | null {
  const selector = Object.entries(selectorOf(from) ?? {});
  const scored = all.map(one => ({
    one,
    has: selector.filter(([key, value]) => podLabelsWritten(one)[key] === value).length,
  }));
  const most = Math.max(1, ...scored.map(({ has }) => has));
  const [best, ...more] = scored.filter(({ has }) => has === most);
  return best === undefined || more.length > 0 ? null : best.one.ref.name;
}

function outsideByScan(from: ReadableService, all: readonly ReadableWorkload[]): string | null {
  const selector = Object.entries(selectorOf(from) ?? {});
  const found = all.find(one => selector.every(([key, value]) => labelsOf(one)[key] === value));
  return found?.ref.name ?? null;
}

function meantByScan(from: ReadableService, query: Query): string | null {
  const near = workloadsBeside(from, query).filter(
    one => isMeant(from, one) && servicesOf(one, query).yes.length === 0,
  );
  return near.length === 1 ? (near[0]?.ref.name ?? null) : null;
}

test('a near workload, the closest and one labelled outside are those of a scan', () => {
  let near = 0;
  fc.assert(
    fc.property(workloads, services, (some, others) => {
      const graph = graphFrom(
        manifest(
          ...some.map(({ name, labels, own }) => deployment(name, { labels, metadata: { labels: own } })),
          ...others.map(({ name, selector }) => service(name, { selector })),
        ),
      );
      const query = graph.query();
      for (const from of [...graph.store.objects()].filter(isService).filter(isReadable)) {
        const beside = workloadsBeside(from, query);
        const meant = nearMiss(from, query)?.workload.ref.name ?? null;
        if (meant !== null) near++;
        expect(meant).toBe(meantByScan(from, query));
        expect(closestWorkload(from, query)?.ref.name ?? null).toBe(closestByScan(from, beside));
        expect(workloadLabelledOutside(from, query)?.ref.name ?? null).toBe(outsideByScan(from, beside));
      }
    }),
    { numRuns: 400 },
  );
  expect(near).toBeGreaterThan(50);
});

test('a near Service is the one of a scan', () => {
  let near = 0;
  fc.assert(
    fc.property(services, fc.array(name, { minLength: 6, maxLength: 8 }), (some, wanted) => {
      const query = graphFrom(manifest(...some.map(({ name }) => service(name)))).query();
      for (const one of wanted) {
        const all = some
          .map(({ name }) => name)
          .filter(other => isTypo(one, other) || stem(other) === stem(one));
        if (all.length === 1) near++;
        expect(nearService('shop', one, query)).toBe(all.length === 1 ? all[0] : null);
      }
    }),
    { numRuns: 300 },
  );
  expect(near).toBeGreaterThan(50);
});
