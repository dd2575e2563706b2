import { checkedContainer } from '../../src/graph/chain/backend-service.ts';
import { portDoubtOf } from '../../src/graph/chain/port-doubt.ts';
import type { Serving } from '../../src/graph/chain/serving.ts';
import type { Query } from '../../src/graph/index/query.ts';
import { controllersOf } from '../../src/graph/network/controllers.ts';
import type { Container } from '../../src/kube/kinds/pod-template.ts';
import { formatRef } from '../../src/kube/object.ts';
import { join } from '../../src/kube/pointer.ts';
import { httpProbe } from '../../src/kube/probe.ts';
import { podSpecAt } from '../../src/kube/workload.ts';
import type { HealthCheck } from '../../src/routes/controllers/dialect.ts';
import { defineRule, evidence, type Fix, type Found, suggestion } from '../../src/rule.ts';

interface Data {
  readonly controller: string;
  readonly workload: string;
  readonly check: HealthCheck;
  /** What the readinessProbe asks; null for a probe of another type than httpGet. */
  readonly probe: { readonly path: string; readonly port: number } | null;
}

export default defineRule({
  id: 'load-balancer-health-check',
  summary: "a cloud load balancer's own health check asks for another path than the readinessProbe",
  subject: 'serving',
  chainBreak: null,
  params: {},

  *check(serving, query): Iterable<Found<Data>> {
    const { workload, owner } = serving;
    if (owner === null) return;
    const { container, list, index } = owner;
    // A container without a probe says nothing of the paths that it serves.
    if (container.readinessProbe == null) return;
    const at = join(podSpecAt(workload), list, index, 'readinessProbe');
    const checks = checksOf(serving, container, query);
    const [first] = checks;
    if (first === undefined) return;
    const probe = httpProbe(container.readinessProbe, container);
    const isElsewhere = probe !== null && probe.port !== first.check.port;
    yield {
      at: { obj: workload, at },
      key: container.name ?? '',
      data: { ...first, workload: formatRef(workload.ref), probe },
      failure: 'no-endpoint',
      when: 'always',
      // The server that answers the probe may answer the other path, too.
      certainty: isElsewhere ? 'likely' : 'unknown',
      limit: isElsewhere ? 'warn' : 'audit',
      broken: 'container',
      evidence: [evidence('fault', workload, probe === null ? at : join(at, 'httpGet'))],
      fix: probe === null ? undefined : fixOf(first.check, probe),
    };
  },

  say({ controller, workload, check, probe }) {
    const asks = `${controller} checks "GET ${check.path}" on port ${check.port} of ${workload} and expects ${check.codes}`;
    if (probe === null) return `${asks}; the readinessProbe does not say that the pods answer it`;
    const why = check.ignores === null ? '' : `, ${check.ignores}`;
    return `${asks}; it does not take the readinessProbe "GET ${probe.path}" on port ${probe.port}${why}`;
  },
});

/** The checks of the routes of which one controller is known, and which no field states and no probe answers. */
function checksOf(
  serving: Serving,
  container: Container,
  query: Query,
): readonly Pick<Data, 'controller' | 'check'>[] {
  const probe = httpProbe(container.readinessProbe, container);
  return serving.arrivals.flatMap(arrival => {
    // `service-target-port-missing` reports a port on which nothing seems to listen.
    if (portDoubtOf(arrival.servicePort, serving.workload, query) === 'strong') return [];
    return arrival.backends.flatMap(({ route, backend }) => {
      const [controller, ...more] = controllersOf(route, query);
      if (controller === undefined || more.length > 0) return [];
      const to = checkedContainer(route, backend, arrival, serving.workload, container, query);
      const check = to === null ? null : controller.dialect.healthCheck(to);
      if (check === null || check.isStated || check.failsOpen) return [];
      if (probe !== null && probe.path === check.path) return [];
      return [{ controller: controller.title, check }];
    });
  });
}

function fixOf(check: HealthCheck, { path, port }: { readonly path: string; readonly port: number }): Fix {
  const change = check.ask(path, port);
  return suggestion(change, change.creates);
}
