import { expect, test } from 'vitest';
import { carriesHttp } from '../../src/kube/application-protocol.ts';
import type { ServicePort } from '../../src/kube/kinds/service.ts';
import type { Truth } from '../../src/kube/truth.ts';

test.for<[port: ServicePort, podPort: number, expected: Truth]>([
  [{ port: 80 }, 8080, 'unknown'],
  [{ port: 80, name: 'http' }, 5432, 'yes'],
  [{ port: 5432 }, 5432, 'no'],
  [{ port: 80 }, 6379, 'no'],
  [{ port: 9999, name: 'redis' }, 9999, 'no'],
  [{ port: 9999, name: 'tcp-peers' }, 9999, 'no'],
  [{ port: 9999, name: 'tcpdump' }, 9999, 'unknown'],
  [{ port: 9999, name: 'x', appProtocol: 'mysql' }, 9999, 'no'],
  [{ port: 3306, name: 'mysql', appProtocol: 'http' }, 3306, 'yes'],
  [{ port: 80, protocol: 'UDP' }, 80, 'no'],
  [{ port: 50051, name: 'grpc-api' }, 50051, 'yes'],
])('%o to %i: %s', ([port, podPort, expected]) => {
  expect(carriesHttp(port, podPort)).toBe(expected);
});
