import { expect, test } from 'vitest';
import { drainSeconds } from '../../policies/pre-stop-missing/need.ts';
import { presetOf } from '../../src/routes/controllers/candidates.ts';
import type { ControllerId } from '../../src/routes/controllers/ids.ts';

test.for<[ids: readonly ControllerId[], seconds: number]>([
  [[], 10],
  [['ingress-nginx', 'nginx-inc'], 10],
  [['cilium'], 10],
  [['aws-alb'], 30],
  [['ingress-nginx', 'gce'], 30],
  [['azure-agic'], 40],
  [['azure-alb'], 30],
])('proxies in the cluster need 10 s to drop an endpoint, cloud load balancers 30: %j', ([ids, seconds]) => {
  expect(drainSeconds(ids.map(presetOf))).toBe(seconds);
});
