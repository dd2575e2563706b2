/** The notices that the licenses of the bundled packages require. Plain JavaScript, like `build.mjs`. */
import fs from 'node:fs';
import path from 'node:path';

const rule = '='.repeat(80);

/**
 * Packages that name a license and ship no text of it, with the copyright holder: the author in their package.json. Any
 * other such package fails the build.
 */
const withoutText = { 'abstract-logging': { license: 'MIT', holder: 'James Sumners' } };

const mit = holder => `Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The notices of all packages, as one text. Throws where a package names no license or ships no text of it.
 * @param {import('esbuild').Metafile} metafile of a build whose working directory is `home`
 * @param {string} home
 * @returns {string}
 */
export function noticesOf(metafile, home) {
  const packages = [...foldersOf(metafile)].map(folder => read(path.join(home, folder)));
  const faults = packages.flatMap(({ faults }) => faults);
  if (faults.length > 0) throw new Error(`the notices are not complete: ${faults.join('; ')}`);
  // A package that is installed twice in one version counts once.
  const byTitle = new Map(packages.map(found => [`${found.name} ${found.version}`, found]));
  const sections = [...byTitle].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return `${[
    'ingress-policy contains code of the packages below. Their licenses and notices follow.',
    sections.map(([title, { license }]) => `${title} (${license})`).join('\n'),
    ...sections.map(
      ([title, { license, texts }]) => `${rule}\n${title}\nLicense: ${license}\n\n${texts.join('\n\n')}`,
    ),
  ].join('\n\n')}\n`;
}

/** The folders of the packages with code in any output: the innermost package of each file. */
function foldersOf({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return new Set(
    files.flatMap(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []),
  );
}

function read(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = textsIn(folder) ?? standardText(name, license);
  const faults = [];
  if (typeof license !== 'string' || license === '') faults.push(`${name} ${version} names no license`);
  if (texts === null) faults.push(`${name} ${version} has no file with the text of its license`);
  return { name, version, license, texts, faults };
}

/** The text of the license, and the notice that Apache-2.0 requires; null without a license. */
function textsIn(folder) {
  const files = fs.readdirSync(folder).sort();
  const licenses = files.filter(file => /^((un)?licen[cs]e|copying)([.-]|$)/i.test(file));
  const notices = files.filter(file => /^notice([.-]|$)/i.test(file));
  if (licenses.length === 0) return null;
  return [...licenses, ...notices].map(file =>
    fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim(),
  );
}

function standardText(name, license) {
  const known = Object.hasOwn(withoutText, name) ? withoutText[name] : undefined;
  if (known === undefined || known.license !== license) return null;
  return ['The package ships no text of its license. This is the standard one.', mit(known.holder)];
}
