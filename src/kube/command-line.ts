import type { Container } from './kinds/pod-template.ts';

/** A word of what starts the container, and the field that holds it. A shell script is one field with many words. */
export interface Word {
  readonly text: string;
  readonly list: 'command' | 'args';
  readonly index: number;
}

/** An option with its value: `--host=0.0.0.0`, `--host 0.0.0.0` or `-b 0.0.0.0`. */
export interface Option {
  /** Without dashes. */
  readonly name: string;
  readonly value: string;
  /** The word that holds the value. */
  readonly word: Word;
}

/**
 * The words of the program that the container becomes: `command`, then `args`, with the values of `$(NAME)`. Of a shell
 * script only the last command. Empty where the script starts a program in the background: which of them owns a port
 * is not known then.
 */
export function commandLine(container: Container): readonly Word[] {
  const words: Word[] = [];
  for (const list of ['command', 'args'] as const) {
    for (const [index, text] of (container[list] ?? []).entries())
      words.push({ text: expanded(text ?? '', container), list, index });
  }
  const at = words.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  const script = words[at + 1];
  if (at === -1 || script === undefined || !isShell(words.slice(0, at))) return words;
  const commands = script.text.replaceAll(/\\\n/g, ' ').split(/&&|\|\||[;\n]/);
  const last = commands.findLast(command => command.trim() !== '' && !command.trim().startsWith('#')) ?? '';
  if (/[&|]|<</.test(last.replaceAll(/\d?>&\d|&>/g, ''))) return [];
  return [...last.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+(?:"[^"]*"|'[^']*')?/g)].map(
    ([whole, double, single]) => ({
      ...script,
      text: double ?? single ?? whole.replaceAll(/["']/g, ''),
    }),
  );
}

const isShell = (words: readonly Word[]) => words.some(({ text }) => /(^|\/)(ba|da|a|z|k)?sh$/.test(text));

/** Kubernetes puts the value of a variable of the container in place of `$(NAME)`. */
function expanded(text: string, { env }: Container): string {
  return text.replaceAll(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, name) => {
    const value = (env ?? []).findLast(variable => variable.name === name)?.value;
    return value ?? whole;
  });
}

/** Every option that has a value, in order. */
export function optionsIn(words: readonly Word[]): readonly Option[] {
  return words.flatMap((word, index) => {
    const joined = /^--?([A-Za-z][\w.-]*)=(.*)$/s.exec(word.text);
    if (joined !== null) return { name: joined[1] ?? '', value: joined[2] ?? '', word };
    const [, name] = /^--?([A-Za-z][\w.-]*)$/.exec(word.text) ?? [];
    const next = words[index + 1];
    if (name === undefined || next === undefined || next.text.startsWith('-')) return [];
    return { name, value: next.text, word: next };
  });
}

/** Whether one of the words is such a program, with or without its folder. */
export const runs = (words: readonly Word[], programs: RegExp): boolean =>
  words.some(({ text }) => programs.test(text.slice(text.lastIndexOf('/') + 1)));
