import { isJsonObject, type Json, type JsonObject, own } from '../../kube/json.ts';

export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** What a kustomization does with the files of its folder. Paths are as written. */
export interface Kustomization {
  /** Files, folders and URLs whose objects it includes. */
  readonly resources: readonly string[];
  /** Files without whole objects: patches, replacements, values. */
  readonly parts: readonly string[];
  /** The fields that change objects in a way that rules can see. */
  readonly changes: readonly string[];
  /** The namespace of every namespaced object; null where the kustomization states none. */
  readonly namespace: string | null;
  /** Whether it changes fields that rules read, so that it may mend a fault in a file. */
  readonly mends: boolean;
  /** Whether it includes objects that no file shows. */
  readonly generates: boolean;
  readonly isComponent: boolean;
}

/** Image tags and generated ConfigMaps and Secrets are left out: they change no field that a rule reads. */
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

/** Fields whose changes may touch any field, or the names and labels that link objects. */
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

/** Whether the labels reach selectors or templates: rules do not read labels of an object's own metadata. */
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
