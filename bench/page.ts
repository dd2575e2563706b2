/** Tables between markers in the pages of docs/, for the scripts of this folder. */

export const markdown = (
  head: readonly (string | number)[],
  rows: readonly (readonly (string | number)[])[],
) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');

const markers = (name: string) => new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(<!-- /${name} -->)`);

/** The text between the markers of that name; null where the page lacks them. */
export const textAt = (page: string, name: string): string | null => markers(name).exec(page)?.[2] ?? null;

/** Replaces the text between the markers of that name. */
export function put(page: string, name: string, table: string): string {
  if (textAt(page, name) === null) throw new Error(`the page has no markers "${name}"`);
  return page.replace(
    markers(name),
    (_, begin: string, _old: string, end: string) => `${begin}\n${table}\n\n${end}`,
  );
}
