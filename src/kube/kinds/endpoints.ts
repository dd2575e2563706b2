import { item, list, string } from '../schema.ts';
import { defineKind, withFields } from './define.ts';
import { endpointPort, targetRef } from './endpoint-parts.ts';

const addresses = list(item({ ip: string, hostname: string, nodeName: string, targetRef }));

export const endpoints = defineKind({
  group: '',
  kind: 'Endpoints',
  plural: 'endpoints',
  role: 'endpoints',
  schema: withFields({
    subsets: list(item({ addresses, notReadyAddresses: addresses, ports: list(endpointPort) })),
  }),
});
