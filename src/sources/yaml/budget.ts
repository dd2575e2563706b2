/** The nodes that aliases may still expand to. A whole run shares it, so that many small bombs count as a large one. */
export interface Budget {
  left: number;
}

export const aliasNodesInAll = 4_000_000;

/** go-yaml starts to refuse aliases at 400,000 decoded nodes. */
export const aliasNodesInDocument = 400_000;

interface Size {
  readonly nodes: number;
  readonly height: number;
}

/**
 * Why a document with aliases is not read; null where it is. The cost depends only on the written nodes, not on how often
 * aliases repeat them.
 */
export function measure(value: unknown, budget: Budget, maxDepth: number): string | null {
  const sizes = new Map<object, Size>();
  const size = sizeOf(value, maxDepth, sizes);
  if (size === null)
    return `nesting is deeper than ${maxDepth} levels with its aliases, or an anchor holds itself; write the value out`;
  if (size.nodes > aliasNodesInDocument) {
    return `its aliases expand to more than ${aliasNodesInDocument} values; write the values out`;
  }
  if (size.nodes > budget.left) {
    return `with its aliases, the whole input expands to more than ${aliasNodesInAll} values; write the values out`;
  }
  budget.left -= size.nodes;
  return null;
}

/** Null where a path is longer than `depth`, as in a cycle. */
function sizeOf(value: unknown, depth: number, sizes: Map<object, Size>): Size | null {
  if (typeof value !== 'object' || value === null) return leaf;
  const known = sizes.get(value);
  if (known !== undefined) return known.height > depth ? null : known;
  if (depth === 0) return null;
  let nodes = 1;
  let height = 0;
  for (const child of Object.values(value)) {
    const size = sizeOf(child, depth - 1, sizes);
    if (size === null) return null;
    nodes += size.nodes;
    if (size.height > height) height = size.height;
  }
  const size = { nodes, height: height + 1 };
  sizes.set(value, size);
  return size;
}

const leaf: Size = { nodes: 1, height: 0 };

/** Whether a value without aliases nests deeper than `depth` levels. */
export function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  if (Array.isArray(value)) return value.some(item => isDeeper(item, depth - 1));
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], depth - 1)) return true;
  return false;
}
