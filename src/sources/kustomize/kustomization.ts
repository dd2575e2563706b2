import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';

export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** What a kustomization says about its folder's files. Paths are as they stand in it. */
export interface Kustomization {
  /** Files, folders and URLs whose objects it takes in. */
  readonly resources: readonly string[];
  /** Files of its that hold no whole objects: patches, replacements, values. */
  readonly parts: readonly string[];
  /** The fields with which it changes objects in a way that rules would see. */
  readonly changes: readonly string[];
  /** The namespace that every namespaced object gets; null where none is stated. */
  readonly namespace: string | null;
  /** It changes what rules read of the objects: a fault in a file may be mended here. */
  readonly mends: boolean;
  /** It takes in objects that no file shows. */
  readonly generates: boolean;
  readonly isComponent: boolean;
}

/** Image tags, generated ConfigMaps and Secrets change nothing that a rule reads. */
const changing = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'commonAnnotations',
  'labels',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'replacements',
  'replicas',
  'transformers',
  'vars',
  'components',
];

/** The changes of these may touch any field, or what objects find each other by. */
const mending = [
  'namePrefix',
  'nameSuffix',
  'commonLabels',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'replacements',
  'transformers',
  'vars',
  'components',
];

export function kustomizationOf(value: JsonObject): Kustomization {
  const list = (field: string) => items(own(value, field));
  const paths = (field: string) => list(field).flatMap(item => texts(own(item, 'path') ?? item));
  const generators = [...list('configMapGenerator'), ...list('secretGenerator')];
  return {
    resources: [...list('resources'), ...list('bases'), ...list('components')].flatMap(texts),
    parts: [
      ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements'].flatMap(paths),
      ...['configurations', 'generators', 'transformers', 'validators', 'crds'].flatMap(paths),
      ...generators.flatMap(item =>
        [...items(own(item, 'files')), ...items(own(item, 'envs')), own(item, 'env')]
          .flatMap(texts)
          .map(afterKey),
      ),
      ...list('helmCharts').flatMap(chart =>
        [own(chart, 'valuesFile'), ...items(own(chart, 'additionalValuesFiles'))].flatMap(texts),
      ),
      ...texts(own(own(value, 'openapi'), 'path')),
    ],
    changes: changing.filter(field => isSet(own(value, field))),
    namespace: texts(own(value, 'namespace')).find(text => text !== '') ?? null,
    mends: mending.some(field => isSet(own(value, field))) || list('labels').some(isOfSelectors),
    generates: ['helmCharts', 'helmChartInflationGenerator', 'generators'].some(field =>
      isSet(own(value, field)),
    ),
    isComponent: own(value, 'kind') === 'Component',
  };
}

/** A resource that kustomize fetches: a URL, `git@host:…`, or a repository path with `//` or `?ref=`. */
export function isRemote(resource: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\/|\?(?:ref|version)=|[^:]\/\//i.test(resource);
}

/** Labels of the objects' own metadata alone are nothing that a rule reads. */
const isOfSelectors = (labels: Json) =>
  own(labels, 'includeSelectors') === true ||
  own(labels, 'includeTemplates') === true ||
  isSet(own(labels, 'fields'));

const items = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const texts = (value: Json | undefined): readonly string[] => (typeof value === 'string' ? [value] : []);
/** `key=path` of a generator. */
const afterKey = (text: string) => text.slice(text.indexOf('=') + 1);

function isSet(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  return Array.isArray(value) ? value.length > 0 : !isJsonObject(value) || Object.keys(value).length > 0;
}
