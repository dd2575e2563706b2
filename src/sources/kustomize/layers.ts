import { isNamespaced } from '../../kube/kinds.ts';
import type { Obj } from '../../kube/object.ts';

/** What one kustomization does to the objects that it takes in. Paths are real ones. */
export interface Layer {
  readonly namespace: string | null;
  /** It changes them in a way that rules would see. */
  readonly mends: boolean;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** What becomes of the objects of a file before they are applied. */
export interface Treatment {
  /** The namespace that they get; null where it is what they state, or where several layers disagree. */
  readonly namespace: string | null;
  readonly partly: boolean;
}

const asWritten: Treatment = { namespace: null, partly: false };

/** By file, what its kustomizations and those that take them in do to it: the outermost namespace counts. */
export function treatments(layers: ReadonlyMap<string, Layer>): (file: string) => Treatment {
  if (layers.size === 0) return () => asWritten;
  const byFolder = takers(layers, 'folders');
  const byFile = takers(layers, 'files');
  const known = new Map<string, Outcome>();

  /** `inside` holds the folders on the way, so that kustomizations in a circle end. */
  function outcomeOf(folder: string, inside: ReadonlySet<string>): Outcome {
    const settled = known.get(folder);
    if (settled !== undefined) return settled;
    const { namespace = null, mends = false } = layers.get(folder) ?? {};
    const outer = joined(byFolder.get(folder) ?? [], new Set([...inside, folder]));
    const namespaces =
      outer.namespaces.length === 0 ? [namespace] : outer.namespaces.map(given => given ?? namespace);
    const outcome = { namespaces: few(namespaces), partly: mends || outer.partly };
    known.set(folder, outcome);
    return outcome;
  }

  function joined(takers: readonly string[], inside: ReadonlySet<string>): Outcome {
    const all = takers.filter(taker => !inside.has(taker)).map(taker => outcomeOf(taker, inside));
    return { namespaces: few(all.flatMap(one => one.namespaces)), partly: all.some(one => one.partly) };
  }

  return file => {
    const { namespaces, partly } = joined(byFile.get(file) ?? [], new Set());
    const [namespace = null, ...more] = namespaces;
    return { namespace: more.length === 0 ? namespace : null, partly };
  };
}

interface Outcome {
  /** Empty, one, or two of several. */
  readonly namespaces: readonly (string | null)[];
  readonly partly: boolean;
}

const few = (namespaces: readonly (string | null)[]) => [...new Set(namespaces)].slice(0, 2);

function takers(layers: ReadonlyMap<string, Layer>, what: 'files' | 'folders'): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [folder, layer] of layers) {
    for (const taken of layer[what]) {
      const known = found.get(taken);
      if (known === undefined) found.set(taken, [folder]);
      else known.push(folder);
    }
  }
  return found;
}

/** The object as its kustomizations name it. The body stays as it is written: positions and fixes go by it. */
export function treated(obj: Obj, { namespace, partly }: Treatment): Obj {
  const isMoved = namespace !== null && isNamespaced(obj.ref.group, obj.ref.kind);
  if (!isMoved && !partly) return obj;
  return {
    ...obj,
    ...(isMoved ? { ref: { ...obj.ref, namespace } } : {}),
    ...(partly ? { partlyKnown: partly } : {}),
  };
}
