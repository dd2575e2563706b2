import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PodSpec } from '../../src/kube/kinds/pod-template.ts';
import type { ServicePort } from '../../src/kube/kinds/service.ts';
import { listPorts, protocolOf, resolvePort, servingContainers, targetOf } from '../../src/kube/ports.ts';

const protocol = fc.constantFrom(undefined, null, 'TCP', 'UDP');
const containerPort = fc.record({
  name: fc.constantFrom(undefined, null, 'http', 'web', '80'),
  containerPort: fc.constantFrom(80, 8080),
  protocol,
});
const container = fc.record({
  name: fc.constantFrom('a', 'b'),
  restartPolicy: fc.constantFrom(undefined, 'Always'),
  ports: fc.oneof(fc.constant(undefined), fc.array(containerPort, { maxLength: 3 })),
});
const podSpec = fc.record({
  containers: fc.array(container, { maxLength: 3 }),
  initContainers: fc.array(container, { maxLength: 3 }),
}) as fc.Arbitrary<PodSpec>;
const servicePort = fc.record({
  port: fc.constantFrom(80, 443),
  targetPort: fc.constantFrom(undefined, null, 0, '', 80, 8080, 9999, 'http', 'web', 'none', '80'),
  protocol,
}) as fc.Arbitrary<ServicePort>;

/** Asks every declared port, in the order of FindPort. */
function byScan(port: ServicePort, spec: PodSpec) {
  const target = targetOf(port);
  return servingContainers(spec).flatMap(placed =>
    (placed.container.ports ?? [])
      .filter(one => (typeof target === 'number' ? one.containerPort : one.name) === target)
      .filter(one => protocolOf(one) === protocolOf(port))
      .map(one => ({ ...placed, port: one })),
  );
}

test('a port is resolved as FindPort resolves it', () => {
  fc.assert(
    fc.property(podSpec, fc.array(servicePort, { minLength: 1, maxLength: 5 }), (spec, ports) => {
      for (const port of ports) {
        const [first, ...others] = byScan(port, spec);
        const resolved = resolvePort(port, spec);
        if (first === undefined) {
          expect(resolved.is).toBe(typeof targetOf(port) === 'number' ? 'undeclared' : 'missing');
        } else {
          expect(resolved).toEqual({
            is: 'declared',
            number: first.port.containerPort,
            owner: first,
            others,
          });
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('a name with another protocol, or in an init container, is near', () => {
  const http = { name: 'http', containerPort: 8080 };
  const near = (spec: PodSpec, targetPort: string) => {
    const resolved = resolvePort({ port: 80, targetPort }, spec);
    return resolved.is === 'missing' ? [resolved.near?.why, resolved.near?.placed.index] : resolved.is;
  };
  const udp = { ...http, protocol: 'UDP' };
  expect(near({ containers: [{ name: 'a' }, { name: 'b', ports: [udp] }] }, 'http')).toEqual(['protocol', 1]);
  expect(near({ initContainers: [{ name: 'a', ports: [http] }] }, 'http')).toEqual(['init-container', 0]);
  expect(near({ containers: [{ name: 'a', ports: [http] }] }, 'web')).toEqual([undefined, undefined]);
});

test('a thousand ports look at each declared port once', () => {
  let looks = 0;
  const ports = Array.from({ length: 1000 }, (_, index) => ({
    name: `p-${index}`,
    get containerPort() {
      looks++;
      return index + 1;
    },
  }));
  const spec: PodSpec = { containers: [{ name: 'a', ports }] };
  for (let index = 0; index < 1000; index++)
    expect(resolvePort({ port: 80, targetPort: `p-${index}` }, spec).is).toBe('declared');
  expect(looks).toBeLessThan(5000);
});

test.for([
  [0, 'no port'],
  [2, '1, 2'],
  [10, '1, 2, 3, 4, 5, 6, 7, 8, 9, 10'],
  [5000, '1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4990 more'],
] as const)('%i ports are listed as %s', ([count, text]) => {
  const ports = Array.from({ length: count }, (_, index) => ({ name: null, port: index + 1 }));
  expect(listPorts(ports, ({ port }) => String(port))).toBe(text);
});
