import { complexKey, nullKey } from './kubectl-schema.ts';

const tabStands = 'the indentation has a tab, and YAML allows only spaces; replace it with spaces';

/** The start of a parser's reason, and our text with a remedy. The first match counts. */
const known: readonly (readonly [begins: string, say: string])[] = [
  ['tab characters must not be used', tabStands],
  [
    'deficient indentation',
    'inside of "{ }", "[ ]" or quotes a line is not indented, or is indented with a tab; indent it with spaces',
  ],
  ['nesting exceeded', 'nesting is deeper than 100 levels, and no Kubernetes object is; leave the file out'],
  [nullKey, 'a key is empty or null, and kubectl refuses that; name the key, or quote it: "null"'],
  [complexKey, 'a mapping or a list is used as a key; quote a value that begins with "{" or "["'],
  [
    'bad indentation of a mapping',
    'the line is not indented like the keys around it; keys of one mapping begin in one column, and a text with ": " in it is quoted',
  ],
  [
    'bad indentation of a sequence',
    'the line is not indented like the list around it; the "-" of one list stand in one column',
  ],
  ["expected ':' after a mapping key", 'a key has no ":" after it; write "key: value"'],
  ['can not read a block mapping entry', 'a key has no ":" on its line; write "key: value"'],
  [
    'a whitespace character is expected after the key',
    'no space follows the ":" of a key; write "key: value"',
  ],
  ['unexpected end of the stream within a flow', 'a "{" or "[" is not closed; add the "}" or "]"'],
  ['unexpected end of the stream within a double', 'a text in double quotes is not closed; add the quote'],
  ['unexpected end of the stream within a single', 'a text in single quotes is not closed; add the quote'],
  ['missed comma', 'a comma is missing between two entries of "{ }" or "[ ]"; add it'],
  [
    'unknown escape sequence',
    'a "\\" in double quotes starts an escape that YAML does not have; use single quotes, or "\\\\"',
  ],
  [
    'end of the stream or a document separator',
    'more text follows where the document ends; indent it under its key, or begin a new document with "---"',
  ],
  ['merge keys exceeded', 'its merge keys ("<<") copy more than 10000 keys; write out what is meant'],
  ['cannot merge mappings', '"<<" merges something other than a mapping; give it an alias of a mapping'],
  ['the stream contains non-printable', 'the text has a control character; remove it'],
  ['expected valid JSON character', 'a quoted text has a control character; remove it'],
];

/** The parser's reasons for a line whose indentation it counts as less than it looks. */
const blind = /^(?:deficient indentation|end of the stream or a document separator)/;

/** A reason of js-yaml in words that name a remedy; an unknown reason is returned as it is. */
export function sayYamlError(reason: string, text: string, offset: number): string {
  if (blind.test(reason) && isTabbed(text, offset)) return tabStands;
  const alias = /^unidentified alias "(.*)"$/s.exec(reason);
  if (alias !== null) {
    return `the alias "*${alias[1]}" has no anchor before it in this document; write "&${alias[1]}" at the value it stands for, or quote the text`;
  }
  for (const [begins, say] of known) if (reason.startsWith(begins)) return say;
  return `the text is not YAML: ${reason}; fix the line`;
}

/** Whether a tab comes before the first word of the line, or of the document. */
function isTabbed(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ ?-]*\t/.test(text.slice(start, offset)) || /^(?:[ \t]*(?:#.*)?\r?\n)* *\t *\S/.test(text);
}
