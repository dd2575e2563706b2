/** Parses a Dockerfile into its instructions; supports only the part of the format that ours uses. */

export interface Instruction {
  readonly word: string;
  /** The text after the instruction's word, with continued lines joined. */
  readonly rest: string;
  readonly line: number;
}

export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
}

export function stagesOf(text: string): readonly Stage[] {
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.word !== 'FROM') {
      const stage = stages.at(-1);
      if (stage === undefined)
        throw new Error(`Dockerfile:${instruction.line}: stands before the first FROM`);
      stage.instructions.push(instruction);
      continue;
    }
    const [image = '', as, name] = words(instruction);
    stages.push({ image, name: as?.toUpperCase() === 'AS' ? (name ?? null) : null, instructions: [] });
  }
  return stages;
}

function instructionsOf(text: string): readonly Instruction[] {
  const all: Instruction[] = [];
  let open: { word: string; rest: string; line: number } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const isContinued = line.endsWith('\\');
    const part = (isContinued ? line.slice(0, -1) : line).trim();
    if (open === null) {
      const [word = ''] = part.split(/\s/, 1);
      open = { word: word.toUpperCase(), rest: part.slice(word.length).trim(), line: index + 1 };
    } else open.rest += ` ${part}`;
    if (isContinued) continue;
    all.push(open);
    open = null;
  }
  return all;
}

export const words = ({ rest }: Instruction): readonly string[] =>
  rest.split(/\s+/).filter(word => word !== '');

export interface Copy {
  /** The stage; null for the build context. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly to: string;
}

export function copyOf(instruction: Instruction): Copy {
  const parts = words(instruction);
  const from = parts[0]?.startsWith('--from=') ? parts[0].slice('--from='.length) : null;
  const paths = from === null ? parts : parts.slice(1);
  const flag = paths.find(part => part.startsWith('--'));
  if (flag !== undefined || paths.length < 2)
    throw new Error(`Dockerfile:${instruction.line}: COPY ${flag ?? 'without a target'} is not known here`);
  return { from, sources: paths.slice(0, -1), to: paths.at(-1) ?? '' };
}
