import type { DataPlane } from './preset.ts';

type Pods = Extract<DataPlane, { runs: 'pods' }>;

/** Pods that the installer places. */
export const pods = (
  namespaces: Pods['namespaces'],
  labels: Pods['labels'],
  rest: Partial<Pods> = {},
): DataPlane => ({
  runs: 'pods',
  namespaces,
  labels,
  commonLabels: [],
  namespaceLabels: {},
  ...rest,
});

// GEP-1762: objects that a controller generates for a Gateway carry the Gateway's name.
export const perGateway: DataPlane = {
  runs: 'gateway-namespace',
  nameLabel: 'gateway.networking.k8s.io/gateway-name',
  labels: {},
};
