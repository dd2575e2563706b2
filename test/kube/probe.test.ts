import { expect, test } from 'vitest';
import { firstKill, firstSuccess, hasNamedPort, probePort } from '../../src/kube/probe.ts';

test('the port of a probe is that of its handler', () => {
  expect(probePort({ httpGet: { port: 'http' } })).toEqual({ handler: 'httpGet', port: 'http' });
  expect(probePort({ tcpSocket: { port: 8080 } })).toEqual({ handler: 'tcpSocket', port: 8080 });
  expect(probePort({ grpc: { port: 9000 } })).toEqual({ handler: 'grpc', port: 9000 });
  expect(probePort({ exec: { command: ['/ready'] } })).toBeNull();
  expect(probePort({ httpGet: { port: null } })).toBeNull();
});

test('a name is looked for in the ports of the container', () => {
  const container = { ports: [{ containerPort: 8080 }, { name: 'http', containerPort: 8081 }] };
  expect(hasNamedPort(container, 'http')).toBe(true);
  expect(hasNamedPort(container, '8080')).toBe(false);
  expect(hasNamedPort({}, 'http')).toBe(false);
});

test('the times are those of the defaults where none are written', () => {
  expect(firstSuccess({})).toBe(0);
  expect(firstKill({})).toBe(30);
  expect(firstSuccess({ initialDelaySeconds: 5, periodSeconds: 2, successThreshold: 3 })).toBe(9);
  expect(firstKill({ initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 4 })).toBe(13);
});
