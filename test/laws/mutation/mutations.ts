import { breaksOfPolicies } from './breaks-policies.ts';
import { breaksOfRoutes } from './breaks-routes.ts';
import { breaksOfServices } from './breaks-services.ts';
import { breaksOfWorkloads } from './breaks-workloads.ts';
import { changesOfObjects } from './changes-objects.ts';
import { changesOfPods } from './changes-pods.ts';
import type { Break, Change } from './mutation.ts';

export const breaks: readonly Break[] = [
  ...breaksOfRoutes,
  ...breaksOfServices,
  ...breaksOfWorkloads,
  ...breaksOfPolicies,
];

export const changes: readonly Change[] = [...changesOfObjects, ...changesOfPods];
