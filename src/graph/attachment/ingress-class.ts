import { annotationOf, annotationsOf } from '../../kube/metadata.ts';
import { pointer, valueAt } from '../../kube/pointer.ts';
import { isParametric } from '../../kube/text.ts';
import { byClassName, byIngressController } from '../../routes/controllers/candidates.ts';
import { presets } from '../../routes/controllers/presets.ts';
import type { Route, ServedBy } from '../../routes/route.ts';
import { collections } from '../index/collections.ts';
import type { Query } from '../index/query.ts';
import { refs } from '../index/refs.ts';
import { nearOf } from './gateway.ts';
import { type Attachment, type AttachmentResult, attached, undecided } from './result.ts';

type ByClass = Extract<ServedBy, { by: 'class' }>;

const annotation = 'kubernetes.io/ingress.class';

/** Whether an IngressClass, or the default of the cluster, serves the Ingress. */
export function classAttachment(route: Route, served: ByClass, query: Query): Attachment {
  const at = isField(route) ? '/spec/ingressClassName' : pointer('metadata', 'annotations', annotation);
  const { name } = served;
  if (name === null) return { at: '/spec', parent: null, listener: '', result: withoutClass(route, query) };
  const result = isField(route) ? fieldResult(route, name, query) : annotationResult(route, name, query);
  return { at, parent: refs.ingressClass(name), listener: '', result };
}

const isField = ({ obj }: Route) => Boolean(valueAt(obj.body, '/spec/ingressClassName'));

/**
 * The class of the field. Most controllers look the IngressClass up. Some compare only its name with a flag of theirs, so
 * that a missing object proves nothing where their proxies run.
 */
function fieldResult(route: Route, name: string, query: Query): AttachmentResult {
  const found = query.get(refs.ingressClass(name));
  if (found.is === 'found') return attached;
  if (isParametric(name)) return undecided('parameter');
  if (query.settings.controllers.some(({ classes }) => classes.includes(name))) return attached;
  const seen = namesOf(query);
  if (seen.length === 0) return undecided('open-namespace');
  if (found.is === 'unknown') {
    // The class of a usual name is installed with its controller.
    if (byClassName(name).length > 0) return undecided(found.why);
  } else if (presets.some(preset => !preset.needsIngressClass && runs(preset.id, query))) {
    return undecided('operator');
  }
  return {
    is: 'detached',
    certainty: found.is === 'missing' ? 'proven' : 'likely',
    reason: { is: 'ingress-class-missing', name, near: nearOf(name, seen) },
    faults: [{ obj: route.obj, at: '/spec/ingressClassName' }],
    absent: `IngressClass ${name}`,
  };
}

const runs = (id: (typeof presets)[number]['id'], query: Query) =>
  query.lookup(collections.dataPlane(id)).length > 0;

/** Controllers compare the annotation with a flag and need no object; only a typo of a class at hand tells of a fault. */
function annotationResult(route: Route, name: string, query: Query): AttachmentResult {
  const seen = namesOf(query);
  if (seen.includes(name)) return attached;
  const near = byClassName(name).length > 0 ? null : nearOf(name, seen);
  if (near === null) return undecided('open-namespace');
  return {
    is: 'detached',
    certainty: 'likely',
    reason: { is: 'ingress-class-missing', name, near },
    faults: [{ obj: route.obj, at: pointer('metadata', 'annotations', annotation) }],
    absent: `IngressClass ${name}`,
  };
}

/** An Ingress without a class: some controllers serve it all the same. */
function withoutClass({ obj }: Route, query: Query): AttachmentResult {
  const classes = query.lookup(collections.ingressClasses);
  if (classes.length === 0) return undecided('open-namespace');
  if (classes.some(one => annotationOf(one, 'ingressclass.kubernetes.io/is-default-class') === 'true'))
    return attached;
  const ignored = classes.every(one => {
    const controller = one.opaque === null ? one.body.spec?.controller : null;
    const served = controller == null ? [] : byIngressController(controller);
    return served.length > 0 && served.every(preset => preset.ignoresClassless);
  });
  if (!ignored) return undecided('operator');
  return {
    is: 'detached',
    certainty: 'likely',
    reason: { is: 'no-default-class', classes: namesOf(query), ignored: classLike(annotationsOf(obj)) },
    faults: [{ obj, at: '/spec/ingressClassName' }],
    absent: 'default IngressClass',
  };
}

const namesOf = (query: Query) => query.lookup(collections.ingressClasses).map(({ ref }) => ref.name);

/** Such as `nginx.ingress.kubernetes.io/ingress.class`. */
function classLike(annotations: Readonly<Record<string, unknown>>): string | null {
  const key = Object.keys(annotations).find(
    one => /\/ingress[.-]?class(name)?$/i.test(one) && one !== annotation,
  );
  return key ?? null;
}
