import { isNamespaced } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';

/** What a kustomization does to the objects that it includes. Paths are real paths. */
export interface Layer {
  readonly namespace: string | null;
  /** Whether it changes the objects in a way that rules can see. */
  readonly mends: boolean;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** The changes to the objects of a file before they are applied. */
export interface Treatment {
  /** The namespace that the objects get; null where they keep their own, or where several layers disagree. */
  readonly namespace: string | null;
  readonly partly: boolean;
}

const asWritten: Treatment = { namespace: null, partly: false };

/** The treatment of each file by its kustomizations and those that include them: the outermost namespace counts. */
export function treatments(layers: ReadonlyMap<string, Layer>): (file: string) => Treatment {
  if (layers.size === 0) return () => asWritten;
  const byFolder = takers(layers, 'folders');
  const byFile = takers(layers, 'files');
  const known = new Map<string, Outcome>();

  /** `inside` holds the folders of the recursion, so that circular kustomizations end. */
  function outcomeOf(folder: string, inside: ReadonlySet<string>): Outcome {
    const settled = known.get(folder);
    if (settled !== undefined) return settled;
    const { namespace = null, mends = false } = layers.get(folder) ?? {};
    const outer = joined(byFolder.get(folder) ?? [], new Set([...inside, folder]));
    const namespaces =
      outer.namespaces.length === 0 ? [namespace] : outer.namespaces.map(outermost => outermost ?? namespace);
    const outcome = { namespaces: few(namespaces), partly: mends || outer.partly };
    known.set(folder, outcome);
    return outcome;
  }

  function joined(takers: readonly string[], inside: ReadonlySet<string>): Outcome {
    const all = takers.filter(taker => !inside.has(taker)).map(taker => outcomeOf(taker, inside));
    return {
      namespaces: few(all.flatMap(outcome => outcome.namespaces)),
      partly: all.some(outcome => outcome.partly),
    };
  }

  return file => {
    const { namespaces, partly } = joined(byFile.get(file) ?? [], new Set());
    const [namespace = null, ...more] = namespaces;
    return { namespace: more.length === 0 ? namespace : null, partly };
  };
}

interface Outcome {
  /** Holds at most two namespaces: two already disagree. */
  readonly namespaces: readonly (string | null)[];
  readonly partly: boolean;
}

const few = (namespaces: readonly (string | null)[]) => [...new Set(namespaces)].slice(0, 2);

function takers(layers: ReadonlyMap<string, Layer>, what: 'files' | 'folders'): Map<string, string[]> {
  const takersOf = new Map<string, string[]>();
  for (const [folder, layer] of layers) {
    for (const taken of layer[what]) {
      const known = takersOf.get(taken);
      if (known === undefined) takersOf.set(taken, [folder]);
      else known.push(folder);
    }
  }
  return takersOf;
}

/** The object under its kustomized namespace. The body stays as written, because positions and fixes refer to it. */
export function treated(obj: Obj, { namespace, partly }: Treatment): Obj {
  const isMoved = namespace !== null && isNamespaced(obj.ref.group, obj.ref.kind);
  if (!isMoved && !partly) return obj;
  return {
    ...obj,
    ...(isMoved ? { ref: { ...obj.ref, namespace } } : {}),
    ...(partly ? { partlyKnown: partly } : {}),
  };
}
