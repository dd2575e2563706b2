import { expect, test } from 'vitest';
import { elsewhere, nearMiss, workloadsBeside } from '../../../src/graph/chain/near-miss.ts';
import { isReadable } from '../../../src/kube/object.ts';
import { isService } from '../../../src/kube/service.ts';
import { graphFrom } from '../../support/check.ts';
import { deployment, manifest, service } from '../../support/manifests.ts';

function world(yaml: string) {
  const graph = graphFrom(yaml);
  const services = [...graph.store.objects()].filter(isService);
  return { query: graph.query(), services: services.filter(isReadable) };
}

test('the Services of a namespace share one list of what they may mean, and each compares it once', () => {
  const { query, services } = world(
    manifest(deployment('storefront'), deployment('web'), service('storefornt'), service('shop')),
  );
  const [front, shop] = services;
  if (front === undefined || shop === undefined) throw new Error('no Services');
  expect(workloadsBeside(front, query)).toHaveLength(2);
  expect(workloadsBeside(shop, query)).toBe(workloadsBeside(front, query));
  expect(nearMiss(front, query)?.workload.ref.name).toBe('storefront');
  expect(nearMiss(front, query)).toBe(nearMiss(front, query));
});

test.for([
  [50, 'n49/web'],
  [51, null],
] as const)('the namespace of the pods is looked for among 50: of %i it is %s', ([number, where]) => {
  const filler = Array.from({ length: number - 1 }, (_, index) =>
    deployment('other', { namespace: `n${index}` }),
  );
  const yaml = manifest(service('web'), ...filler, deployment('web', { namespace: `n${number - 1}` }));
  const { query, services } = world(yaml);
  const [web] = services;
  if (web === undefined) throw new Error('no Service');
  const found = elsewhere(web, query);
  expect(found === null ? null : `${found.ref.namespace}/${found.ref.name}`).toBe(where);
});
