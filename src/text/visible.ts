/**
 * Characters that move the cursor, reverse the direction of text or are invisible: controls, format characters (bidi
 * overrides, zero width, tags), lone surrogates, line separators and the Hangul fillers.
 * https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** The text with every hidden character escaped, so that a manifest cannot control the terminal. */
export function visible(text: string): string {
  return plain.test(text) ? text : text.replace(hidden, escapeHidden);
}

/** The fast path: nearly every text has these characters alone. */
const plain = /^[\x20-\x7e]*$/;

/** JSON text of the same value, safe to print: JSON itself does not escape C1 controls and bidi overrides. */
export function visibleJson(json: string): string {
  return json.replace(hidden, char => (char === '\n' ? char : unicodeEscapes(char)));
}

/** The escapes of a double-quoted YAML scalar, which knows no surrogate pairs. */
export function visibleYaml(quoted: string): string {
  return quoted.replace(hidden, char => {
    const code = codeOf(char);
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
}

function escapeHidden(char: string): string {
  switch (char) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default: {
      const code = codeOf(char);
      return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
    }
  }
}

function unicodeEscapes(char: string): string {
  return Array.from({ length: char.length }, (_, unit) => `\\u${hex(char.charCodeAt(unit), 4)}`).join('');
}

const codeOf = (char: string) => char.codePointAt(0) ?? 0;
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
