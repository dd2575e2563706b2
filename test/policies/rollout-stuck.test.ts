import { expect, test } from 'vitest';
import type { Json } from '../../src/kube/json.ts';
import { found, judge } from '../support/check.ts';
import { condition, live, liveWorkload, looping, pod, running, slice, unready } from '../support/live.ts';
import { deployment, ingress, manifest, service } from '../support/manifests.ts';

const rule = 'rollout-stuck';
const error = [`error ${rule} Deployment shop/web`];
const warning = [`warning ${rule} Deployment shop/web`];
const clean: readonly string[] = [];

const shop = (...objects: readonly Json[]) => manifest(service('web'), ingress('shop', ['web']), ...objects);
const late = condition('Progressing', 'False', 'ProgressDeadlineExceeded');
const done = condition('Progressing', 'True', 'NewReplicaSetAvailable');
const going = condition('Progressing', 'True', 'ReplicaSetUpdated');
const refused = condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota: shop');
const lost = condition('Available', 'False', 'MinimumReplicasUnavailable');
const web = (conditions: readonly Json[], available: number, spec = {}) =>
  live('web', { conditions: [...conditions], availableReplicas: available, updatedReplicas: 1 }, { spec });

test.for([
  ['past its deadline, with all pods available', shop(web([late], 2)), warning],
  ['past its deadline, with too few', shop(web([late], 1)), error],
  ['past its deadline, and paused', shop(web([late], 1, { paused: true })), clean],
  ['it goes on', shop(web([going], 1)), clean],
  ['it goes on, and too few are available', shop(web([going, lost], 1)), clean],
  ['it is done', shop(web([done], 2)), clean],
  ['it was done, and pods are lost', shop(web([done, lost], 1)), warning],
  ['its pods are refused', shop(web([going, refused], 1)), error],
  ['its pods are refused, and enough are there', shop(web([done, refused], 2)), warning],
  ['no status', shop(deployment('web')), clean],
  ['a status of before the last change', shop(running(deployment('web'), { conditions: [late] }, 3)), clean],
  ['no route leads there', manifest(service('web'), web([late], 1)), [`warning ${rule} Deployment shop/web`]],
  ['nobody serves it', manifest(web([late], 1)), clean],
  [
    'a Rollout that is Degraded',
    shop(
      liveWorkload('Rollout', 'web', { observedGeneration: '2', phase: 'Degraded', availableReplicas: 1 }),
    ),
    [`error ${rule} Rollout shop/web`],
  ],
  [
    'a Rollout that waits',
    shop(liveWorkload('Rollout', 'web', { observedGeneration: '2', phase: 'Paused', availableReplicas: 1 })),
    clean,
  ],
  [
    'a StatefulSet half-way',
    shop(liveWorkload('StatefulSet', 'web', { replicas: 3, updatedReplicas: 1, readyReplicas: 2 })),
    clean,
  ],
] as const)('%s', ([, yaml, expected]) => {
  expect(found(yaml, rule)).toEqual(expected);
});

test.for([
  ['pods-crashing', shop(web([late], 0), pod('web-6f5b-1', { containers: [looping()] }))],
  ['endpoints-not-ready', shop(web([late], 0), slice('web', [unready]), pod('web-6f5b-1'))],
] as const)('%s says it alone where it is the cause, or what clients see', ([other, yaml]) => {
  const said = judge(yaml).findings.map(finding => finding.rule);
  expect(said).toContain(other);
  expect(said).not.toContain(rule);
});

test("the controller's own words are kept, and long ones cut", () => {
  const long = condition('ReplicaFailure', 'True', 'FailedCreate', `exceeded quota ${'x'.repeat(400)}`);
  const [finding] = judge(shop(web([long], 1)), {}, rule).findings;
  expect(finding?.message).toMatch(
    /^Deployment shop\/web cannot make its pods \(FailedCreate\), and 1 of 2 pods is available: exceeded quota x+…$/,
  );
  expect(finding?.message.length).toBeLessThan(260);
});
