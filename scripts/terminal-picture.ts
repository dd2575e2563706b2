/** A picture of a terminal: the typed command and its output, in lines of at most `columns`. */
export function terminalPicture(command: string, printed: string, columns: number): string {
  const lines = [
    { text: `$ ${command}`, role: 'typed' },
    ...printed
      .trimEnd()
      .split('\n')
      .flatMap(line => wrapped(line, columns).map(text => ({ text, role: roleOf(line) }))),
  ];
  const [width, height] = [columns * advance + 2 * margin, lines.length * leading + 2 * margin];
  const rows = lines.map(
    ({ text, role }, index) =>
      `<text xml:space="preserve" x="${margin}" y="${margin + (index + 1) * leading - 5}" class="${role}">${escaped(text)}</text>\n`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" `,
    `role="img" aria-label="${escaped(command)} is refused, with the reason and the change that mends it">\n`,
    '<style>\n',
    'text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; ',
    'white-space: pre; fill: #d0d7de }\n',
    '.typed { fill: #ffffff; font-weight: bold } .error { fill: #ff7b72 } .warning { fill: #e3b341 }\n',
    '.done { fill: #7ee787 }\n',
    '</style>\n',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>\n`,
    ...rows,
    '</svg>\n',
  ].join('');
}

/** The advance of a monospaced font of 13 pixels. */
const advance = 7.83;
const leading = 19;
const margin = 16;

function roleOf(line: string): string {
  if (line.startsWith('Error')) return 'error';
  if (line.startsWith('Warning')) return 'warning';
  return / (created|configured)$/.test(line) ? 'done' : 'plain';
}

/** Wraps at the edge, as a terminal does, even inside of a word. */
function wrapped(line: string, columns: number): readonly string[] {
  if (line === '') return [' '];
  return Array.from({ length: Math.ceil(line.length / columns) }, (_, row) =>
    line.slice(row * columns, (row + 1) * columns),
  );
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, char => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
