import { commandLine, type Option, optionsIn, runs, type Word } from '../../src/kube/command-line.ts';
import type { Container } from '../../src/kube/kinds/pod-template.ts';
import type { Pointer } from '../../src/kube/pointer.ts';
import { secondsOf } from '../../src/routes/controllers/values.ts';

/** How long a server keeps an idle connection, and where it is told so. */
export interface ServerIdle {
  readonly seconds: number;
  /** The field, from the container on. */
  readonly at: Pointer;
  /** The text of the field, and the value in it. */
  readonly text: string;
  readonly value: string;
  /** As it is written: `--keep-alive 2`. */
  readonly title: string;
  readonly unit: Unit;
  /** Why the setting may have no effect; null where it has. */
  readonly doubt: 'worker' | null;
}

/** `s` and `ms`: a bare number; `duration`: a number of milliseconds, or a number with a unit. */
type Unit = 's' | 'ms' | 'duration';

/**
 * The idle timeout that the command line or the environment states; null where neither does, and for a server that
 * never closes idle connections, or closes each after its answer.
 */
export function serverIdleOf(container: Container): ServerIdle | null {
  return fromOptions(container) ?? fromVariables(container);
}

function fromOptions(container: Container): ServerIdle | null {
  const words = commandLine(container);
  const options = optionsIn(words);
  for (const option of options) {
    const unit = unitOf(option, words);
    if (unit === null) continue;
    const { word, value } = option;
    const text = container[word.list]?.[word.index] ?? '';
    const title = word.text === value ? `--${option.name} ${value}` : word.text;
    const seconds = parse(value, unit);
    const doubt = runs(words, /^gunicorn$/) && !hasOtherWorkers(options) ? 'worker' : null;
    return seconds === null
      ? null
      : { seconds, at: `/${word.list}/${word.index}`, text, value, title, unit, doubt };
  }
  return null;
}

/**
 * Sources: https://docs.gunicorn.org/en/stable/settings.html#keepalive (seconds); https://www.uvicorn.org/settings/
 * (--timeout-keep-alive, seconds); hypercorn docs/how_to_guides/configuring.rst (--keep-alive, seconds); Next.js
 * docs/app/api-reference/cli/next (--keepAliveTimeout, milliseconds); spring-boot ServerProperties.java.
 */
function unitOf({ name }: Option, words: readonly Word[]): Unit | null {
  if (name === 'timeout-keep-alive' && runs(words, /^(uvicorn|fastapi)$/)) return 's';
  if (name === 'keep-alive' && runs(words, /^(gunicorn|hypercorn)$/)) return 's';
  if (name === 'keepAliveTimeout' && runs(words, /^next$/)) return 'ms';
  return properties.has(name.replace(/^D/, '')) ? 'duration' : null;
}

/** Spring Boot's properties; a Duration without a unit is in milliseconds. */
const properties = new Set([
  'server.tomcat.keep-alive-timeout',
  'server.netty.idle-timeout',
  'server.jetty.connection-idle-timeout',
  'server.undertow.no-request-timeout',
]);

/** The default worker of gunicorn closes each connection, and ignores the option. */
function hasOtherWorkers(options: readonly Option[]): boolean {
  return options.some(
    ({ name, value }) =>
      (['k', 'worker-class'].includes(name) && value !== 'sync') || (name === 'threads' && Number(value) > 1),
  );
}

function fromVariables({ env, image }: Container): ServerIdle | null {
  for (const [index, { name, value }] of (env ?? []).entries()) {
    if (name == null || value == null) continue;
    const unit = variables.has(name) ? 'duration' : isKibana(name, image ?? '') ? 'ms' : null;
    const seconds = unit === null ? null : parse(value, unit);
    if (unit === null || seconds === null) continue;
    const at: Pointer = `/env/${index}/value`;
    return { seconds, at, text: value, value, title: `${name}=${value}`, unit, doubt: null };
  }
  return null;
}

const variables = new Set(
  [...properties]
    .map(name => name.replaceAll('.', '_').replaceAll('-', '').toUpperCase())
    .concat([...properties].map(name => name.replaceAll(/[.-]/g, '_').toUpperCase())),
);

/** Kibana's image makes `server.keepaliveTimeout` (milliseconds) of this variable. */
const isKibana = (name: string, image: string) =>
  name === 'SERVER_KEEPALIVETIMEOUT' && /(^|\/)kibana(-|:|@|$)/.test(image);

function parse(value: string, unit: Unit): number | null {
  const bare = /^\d+$/.test(value) ? Number(value) : null;
  const seconds =
    unit === 's' ? bare : bare === null ? (unit === 'ms' ? null : secondsOf(value)) : bare / 1000;
  return seconds === null || seconds <= 0 ? null : seconds;
}

/** The value for that many seconds, in the form of the old one. */
export function valueFor(seconds: number, { unit, value }: ServerIdle): string {
  if (unit === 's') return String(seconds);
  return unit === 'ms' || /^\d+$/.test(value) ? String(seconds * 1000) : `${seconds}s`;
}
