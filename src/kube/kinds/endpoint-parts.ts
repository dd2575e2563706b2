import { integer, item, object, string } from '../schema.ts';

export const endpointPort = item({ name: string, protocol: string, port: integer, appProtocol: string });
export const targetRef = object({ kind: string, namespace: string, name: string });
