/** The part of Go's text/template that the chart uses, as a tree. What is not of that part is an error with its line. */

export type Node =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'print'; readonly pipe: Pipe; readonly line: number }
  | {
      readonly is: 'if';
      readonly pipe: Pipe;
      readonly then: Block;
      readonly otherwise: Block;
      readonly line: number;
    }
  | {
      readonly is: 'with';
      readonly pipe: Pipe;
      readonly then: Block;
      readonly otherwise: Block;
      readonly line: number;
    }
  | {
      readonly is: 'range';
      readonly pipe: Pipe;
      readonly variables: readonly string[];
      readonly then: Block;
      readonly otherwise: Block;
      readonly line: number;
    }
  | { readonly is: 'define'; readonly name: string; readonly body: Block };

export type Block = readonly Node[];

/** Commands, each of which is given what the one before it made as its last argument. */
export interface Pipe {
  /** The variable that takes the value, and then nothing is printed; `:=` makes a new one. */
  readonly assign: { readonly name: string; readonly isNew: boolean } | null;
  readonly commands: readonly (readonly Operand[])[];
}

export type Operand =
  | { readonly is: 'literal'; readonly value: string | number | boolean | null }
  | { readonly is: 'function'; readonly name: string }
  /** `.a.b` of the current value, `$x.a.b` of a variable, `(…).a`. */
  | { readonly is: 'path'; readonly of: '.' | `$${string}` | Pipe; readonly fields: readonly string[] };

interface Action {
  readonly tokens: string[];
  readonly line: number;
}

export function parse(source: string, file: string): Block {
  const items = scan(source, file);
  let at = 0;
  const fail = (line: number, why: string): never => {
    throw new Error(`${file}:${line}: ${why}`);
  };

  function block(until: readonly string[]): { readonly nodes: Block; readonly end: Action | null } {
    const nodes: Node[] = [];
    while (at < items.length) {
      const item = items[at++];
      if (item === undefined) break;
      if (typeof item === 'string') {
        if (item !== '') nodes.push({ is: 'text', text: item });
        continue;
      }
      const [word = ''] = item.tokens;
      if (until.includes(word)) return { nodes, end: item };
      nodes.push(node(word, item));
    }
    return { nodes, end: null };
  }

  function node(word: string, action: Action): Node {
    const { tokens, line } = action;
    switch (word) {
      case 'if':
      case 'with':
        return branch(word, { tokens: tokens.slice(1), line });
      case 'range': {
        const assigned = tokens.indexOf(':=');
        const variables = tokens.slice(1, Math.max(assigned, 1)).filter(token => token !== ',');
        const pipe = pipeOf({ tokens: tokens.slice(assigned < 0 ? 1 : assigned + 1), line });
        return { is: 'range', variables, pipe, ...bodies(line), line };
      }
      case 'define': {
        const { nodes, end } = block(['end']);
        if (end === null) fail(line, '"define" has no "end"');
        return { is: 'define', name: JSON.parse(tokens[1] ?? 'null') as string, body: nodes };
      }
      default:
        return { is: 'print', pipe: pipeOf(action), line };
    }
  }

  function branch(word: 'if' | 'with', action: Action): Node {
    return { is: word, pipe: pipeOf(action), ...bodies(action.line), line: action.line };
  }

  function bodies(line: number): { readonly then: Block; readonly otherwise: Block } {
    const { nodes: then, end } = block(['else', 'end']);
    if (end === null) return fail(line, 'a block has no "end"');
    if (end.tokens[0] === 'end') return { then, otherwise: [] };
    if (end.tokens[1] === 'if')
      return { then, otherwise: [branch('if', { tokens: end.tokens.slice(2), line: end.line })] };
    const { nodes: otherwise, end: last } = block(['end']);
    if (last === null) fail(end.line, '"else" has no "end"');
    return { then, otherwise };
  }

  function pipeOf({ tokens, line }: Action): Pipe {
    let place = 0;
    const assigns = tokens[1] === ':=' || tokens[1] === '=';
    const assign = assigns ? { name: tokens[0] ?? '', isNew: tokens[1] === ':=' } : null;
    if (assigns) place = 2;
    const pipe = commands();
    if (place < tokens.length) fail(line, `unexpected "${tokens[place]}"`);
    return { assign, commands: pipe };

    function commands(): readonly (readonly Operand[])[] {
      const all: Operand[][] = [[]];
      while (place < tokens.length && tokens[place] !== ')') {
        if (tokens[place] === '|') {
          all.push([]);
          place++;
        } else all.at(-1)?.push(operand());
      }
      if (all.some(command => command.length === 0)) fail(line, 'a command is empty');
      return all;
    }

    function operand(): Operand {
      const token = tokens[place++] ?? '';
      if (token === '(') {
        const inner: Pipe = { assign: null, commands: commands() };
        if (tokens[place++] !== ')') fail(line, '"(" is not closed');
        // `(…).a` stands without a space, which the scanner has made a token that begins so.
        const field = tokens[place]?.startsWith('\0.') ? (tokens[place++] ?? '').slice(2) : '';
        return { is: 'path', of: inner, fields: fieldsIn(field) };
      }
      if (token.startsWith('"')) return { is: 'literal', value: JSON.parse(token) };
      if (token.startsWith('`')) return { is: 'literal', value: token.slice(1, -1) };
      if (/^-?\d/.test(token)) return { is: 'literal', value: Number(token) };
      if (token === 'true' || token === 'false') return { is: 'literal', value: token === 'true' };
      if (token === 'nil') return { is: 'literal', value: null };
      if (token.startsWith('.')) return { is: 'path', of: '.', fields: fieldsIn(token.slice(1)) };
      if (token.startsWith('$')) {
        const [name = '$', ...fields] = token.split('.');
        return { is: 'path', of: name as `$${string}`, fields };
      }
      if (/^[a-zA-Z]\w*$/.test(token)) return { is: 'function', name: token };
      return fail(line, `unexpected "${token}"`);
    }
  }

  const { nodes, end } = block(['end', 'else']);
  if (end !== null) fail(end.line, `"${end.tokens[0]}" ends nothing`);
  return nodes;
}

const fieldsIn = (path: string) => (path === '' ? [] : path.split('.'));

/** Text and actions by turns; `{{-` and `-}}` take the white space beside them. */
function scan(source: string, file: string): readonly (string | Action)[] {
  const items: (string | Action)[] = [];
  let last = 0;
  let isTrimmed = false;
  for (const found of source.matchAll(/\{\{(-\s)?([\s\S]*?)(\s-)?\}\}/g)) {
    const text = source.slice(last, found.index);
    const line = source.slice(0, found.index).split('\n').length;
    const left = isTrimmed ? text.trimStart() : text;
    items.push(found[1] === undefined ? left : left.trimEnd());
    const inside = (found[2] ?? '').trim();
    if (!/^\/\*[\s\S]*\*\/$/.test(inside)) items.push({ tokens: tokensIn(inside, `${file}:${line}`), line });
    last = found.index + found[0].length;
    isTrimmed = found[3] !== undefined;
  }
  const rest = source.slice(last);
  items.push(isTrimmed ? rest.trimStart() : rest);
  return items;
}

const token = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|:=|[|()=,]|-?\d+|\$?[\w.]+|\$)/y;

function tokensIn(text: string, where: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (found?.[1] === undefined) throw new Error(`${where}: cannot read "${text.slice(from)}"`);
    const isField = found[1].startsWith('.') && tokens.at(-1) === ')' && found[0] === found[1];
    tokens.push(isField ? `\0${found[1]}` : found[1]);
  }
  return tokens;
}
