import { dump } from 'js-yaml';
import type { Json } from '../../../src/kube/json.ts';
import { isNamespaced } from '../../../src/kube/kinds.ts';
import { join, type Pointer, pointer } from '../../../src/kube/pointer.ts';
import { declaredPorts, protocolOf, targetOf } from '../../../src/kube/ports.ts';
import { podSpecOf, templateAt } from '../../../src/kube/workload.ts';
import { objectsOf } from '../../support/check.ts';
import { type App, added, edited, editedObject, isThere } from './app.ts';
import type { SoundChain } from './chains.ts';
import type { Change } from './mutation.ts';

const extraLabel: Pointer = pointer('metadata', 'labels', 'team.example/name');
const note: Pointer = pointer('metadata', 'annotations', 'example.com/note');
const targetAt = ({ port }: SoundChain): Pointer => pointer('spec', 'ports', port.index, 'targetPort');

/** The same objects in another text; null for an ambiguous object, which has no single text. */
function retold(app: App, toText: (bodies: readonly Json[]) => string): App | null {
  return app.some(obj => obj.opaque !== null) ? null : objectsOf(toText(app.map(obj => obj.body)));
}

const toYaml = (body: Json) => dump(body);

export const changesOfObjects: readonly Change[] = [
  {
    name: 'label on the Service',
    apply: ({ app, service }) => edited(app, service.ref, [extraLabel, 'shop']),
  },
  {
    name: 'label on the workload',
    apply: ({ app, workload }) => edited(app, workload.ref, [extraLabel, 'shop']),
  },
  {
    name: 'label on the pod template',
    apply: ({ app, workload }) =>
      edited(app, workload.ref, [
        join(templateAt(workload), 'metadata', 'labels', 'team.example/name'),
        'shop',
      ]),
  },
  {
    name: 'annotations on all three',
    apply: ({ app, service, workload, route }) =>
      [service.ref, workload.ref, route.obj.ref].reduce<App>(
        (now, ref) => edited(now, ref, [note, 'changed by hand']),
        app,
      ),
  },
  { name: 'documents in another order', apply: ({ app }) => [...app].reverse() },
  {
    name: 'namespace stated on all objects',
    apply({ app }) {
      if (app.some(({ ref }) => ref.namespace !== null)) return null;
      return app.map(obj =>
        isNamespaced(obj.ref.group, obj.ref.kind)
          ? editedObject(obj, [['/metadata/namespace', 'shop']])
          : obj,
      );
    },
  },
  {
    name: 'JSON for YAML',
    apply: ({ app }) =>
      retold(app, bodies => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: bodies })),
  },
  {
    name: 'comments, blank documents and CRLF',
    apply: ({ app }) =>
      retold(app, bodies =>
        bodies
          .map(body => `# What follows is the same.\n---\n${toYaml(body)}---\n# Nothing.\n`)
          .join('')
          .replaceAll('\n', '\r\n'),
      ),
  },
  {
    name: 'targetPort by number for the name',
    apply(chain) {
      if (typeof targetOf(chain.port.port) !== 'string' || !chain.alone) return null;
      return edited(chain.app, chain.service.ref, [targetAt(chain), chain.resolved.number]);
    },
  },
  {
    name: 'targetPort by name for the number',
    apply(chain) {
      const target = targetOf(chain.port.port);
      if (typeof target !== 'number' || !chain.alone) return null;
      const named = declaredPorts(podSpecOf(chain.workload)).filter(
        ({ port }) =>
          port.containerPort === target && protocolOf(port) === protocolOf(chain.port.port) && port.name,
      );
      const name = named[0]?.port.name;
      return name == null ? null : edited(chain.app, chain.service.ref, [targetAt(chain), name]);
    },
  },
  {
    name: 'second Service port on another declared port',
    apply(chain) {
      const { app, service, backend, resolved, workload } = chain;
      const ports = service.body.spec?.ports ?? [];
      // A Route without a port would send requests to the new port, too.
      if (backend.port.by === 'all' || ports.some(port => !port.name) || !chain.alone) return null;
      const other = declaredPorts(podSpecOf(workload)).find(
        ({ port }) => protocolOf(port) === 'TCP' && port.containerPort !== resolved.number,
      );
      if (other === undefined) return null;
      const added = { name: 'second', port: 59_998, targetPort: other.port.name ?? other.port.containerPort };
      return edited(app, service.ref, [pointer('spec', 'ports', ports.length), added]);
    },
  },
  {
    name: 'Service ports in another order',
    apply({ app, service }) {
      const ports = service.body.spec?.ports ?? [];
      if (ports.length < 2) return null;
      return edited(app, service.ref, ['/spec/ports', [...ports].reverse() as unknown as Json]);
    },
  },
  {
    name: 'second route to the same Service',
    apply({ app, route }) {
      const name = `${route.obj.ref.name}-second`;
      if (isThere(app, { ...route.obj.ref, name }) || route.obj.opaque !== null) return null;
      return added(app, editedObject(route.obj, [['/metadata/name', name]]).body);
    },
  },
];
