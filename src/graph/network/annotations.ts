import { annotationsOf } from '../../kube/metadata.ts';
import type { Obj } from '../../kube/object.ts';
import { type Pointer, pointer } from '../../kube/pointer.ts';
import { isService } from '../../kube/service.ts';
import { isParametric } from '../../kube/text.ts';
import type { Preset } from '../../routes/controllers/preset.ts';
import type { Route } from '../../routes/route.ts';
import { routeOf } from '../../routes/route-kinds.ts';
import { backendsTo } from '../chain/routing.ts';
import type { Query } from '../index/query.ts';
import { controllersOf, namedControllersOf } from './controllers.ts';

/** A text that an object gives to whichever controller reads the key. */
export interface Annotation {
  readonly key: string;
  readonly text: string;
  readonly at: Pointer;
}

/** The annotations with a text. No controller reads an empty one, and a parameter may become any text. */
export function annotationsWritten(obj: Obj): readonly Annotation[] {
  return Object.entries(annotationsOf(obj)).flatMap(([key, text]) =>
    text === null || text === '' || isParametric(text) ? [] : [{ key, text, at: annotationAt(key) }],
  );
}

export const annotationAt = (key: string): Pointer => pointer('metadata', 'annotations', key);

/** A route whose requests the annotations of an object change, and its controllers. */
export interface Reader {
  readonly route: Route;
  /** Those that may serve the route, as its annotations tell them apart; empty where any may. */
  readonly controllers: readonly Preset[];
  /** Those that the config, the class, the Gateway or the kind names; empty where none does. */
  readonly named: readonly Preset[];
}

/** The route itself, or the routes that lead to a Service. */
export function readersOf(obj: Obj, query: Query): readonly Reader[] {
  const own = routeOf(obj);
  const routes =
    own !== null
      ? [own]
      : isService(obj)
        ? [...new Set(backendsTo(obj, null, query).backends.map(({ route }) => route))]
        : [];
  return routes
    .filter(({ served }) => served.by !== 'mesh')
    .map(route => ({
      route,
      controllers: controllersOf(route, query),
      named: namedControllersOf(route, query),
    }));
}
