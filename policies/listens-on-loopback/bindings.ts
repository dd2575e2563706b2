import { commandLine, optionsIn, runs, type Word } from '../../src/kube/command-line.ts';
import type { Container } from '../../src/kube/kinds/pod-template.ts';
import type { Pointer } from '../../src/kube/pointer.ts';

/** An address that the process listens on, and where it is written. */
export interface Binding {
  /** The field, from the container on. */
  readonly at: Pointer;
  /** The text of the field. */
  readonly text: string;
  /** As it is written: `--host=127.0.0.1`. */
  readonly title: string;
  readonly host: string;
  /** Null where the value has none. */
  readonly port: number | null;
  /** False for a name that programs use for other things, too. */
  readonly sure: boolean;
}

/** Options by which servers name the address that they listen on. */
const options =
  /^(host|hostname|bind|listen|listen-(addr|address|host)|addr|address|bind-(addr|address|host)|http-(addr|address|host)|http-listen-address|web\.listen-address|server[-.](host|address)|server\.addr|ip|interface)$/;

/** The same for environment variables. */
const variables =
  /^(HOST|BIND|BIND_(ADDR|ADDRESS|HOST)|LISTEN|LISTEN_(ADDR|ADDRESS|HOST)|SERVER_(ADDRESS|HOST)|HTTP_ADDR|ROCKET_ADDRESS|UVICORN_HOST|FLASK_RUN_HOST|NUXT_HOST|NITRO_HOST|GF_SERVER_HTTP_ADDR|ASPNETCORE_URLS|GRADIO_SERVER_NAME|STREAMLIT_SERVER_ADDRESS|OLLAMA_HOST|HOSTNAME)$/;

/** `HOST=localhost` may be the name of the site, and only some servers listen on `HOSTNAME`. */
const isAmbiguous = (name: string, host: string) =>
  name === 'HOSTNAME' || ((name === 'HOST' || name === 'SERVER_HOST') && host === 'localhost');

/** Every address that the process is told to listen on; the command line comes before the environment. */
export function bindingsOf(container: Container): readonly Binding[] {
  const words = commandLine(container);
  const told = [...optionBindings(words, container), ...gunicornVariable(container)];
  return told.length > 0 ? told : variableBindings(container);
}

function optionBindings(words: readonly Word[], container: Container): readonly Binding[] {
  return optionsIn(words).flatMap(({ name, value, word }) => {
    const isShort =
      (name === 'b' && runs(words, /^(gunicorn|rails|puma|unicorn)$/)) ||
      (name === 'H' && runs(words, /^next$/));
    if (!isShort && !options.test(name)) return [];
    const address = addressIn(value);
    if (address === null) return [];
    const text = container[word.list]?.[word.index] ?? '';
    const title = word.text === value ? `${name.length === 1 ? '-' : '--'}${name} ${value}` : word.text;
    return { at: `/${word.list}/${word.index}`, text, title, ...address, sure: true } as const;
  });
}

/** gunicorn reads options from this variable, too. */
function gunicornVariable({ env }: Container): readonly Binding[] {
  return (env ?? []).flatMap(({ name, value }, index) => {
    if (name !== 'GUNICORN_CMD_ARGS' || value == null) return [];
    const words = value.split(/\s+/).map(text => ({ text, list: 'args', index }) as const);
    return optionsIn(words).flatMap(option => {
      const address = ['b', 'bind'].includes(option.name) ? addressIn(option.value) : null;
      if (address === null) return [];
      return {
        at: `/env/${index}/value`,
        text: value,
        title: `${name}=${value}`,
        ...address,
        sure: true,
      } as const;
    });
  });
}

function variableBindings({ env }: Container): readonly Binding[] {
  return (env ?? []).flatMap(({ name, value }, index) => {
    if (name == null || value == null || !variables.test(name)) return [];
    const addresses = value.split(';').map(addressIn);
    return addresses.flatMap(address => {
      if (address === null) return [];
      const title = `${name}=${value}`;
      const sure = !isAmbiguous(name, address.host);
      return { at: `/env/${index}/value`, text: value, title, ...address, sure } as const;
    });
  });
}

/** `127.0.0.1:8080`, `localhost`, `[::1]:80`, `:8080`, `tcp://0.0.0.0:80`; null for another text, such as a socket file. */
function addressIn(value: string): { readonly host: string; readonly port: number | null } | null {
  const match =
    /^(?:(?:tcp|https?):\/\/)?(\[[0-9a-f:]*\]|::1?|[A-Za-z0-9.*+-]*)(?::(\d+))?\/?$/i.exec(value.trim()) ??
    null;
  if (match === null) return null;
  return { host: (match[1] ?? '').toLowerCase(), port: match[2] === undefined ? null : Number(match[2]) };
}

export const isLoopback = (host: string): boolean =>
  /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]|::1)$/.test(host);

/** The number of a port option; null where none is given, or several are. */
export function portOption(container: Container): number | null {
  const words = commandLine(container);
  const given = optionsIn(words).flatMap(({ name, value }) =>
    (/^(port|http-port|server[-.]port|listen-port)$/.test(name) ||
      (name === 'p' && runs(words, /^(next|rails|puma|vite|flask|uvicorn)$/))) &&
    /^\d+$/.test(value)
      ? Number(value)
      : [],
  );
  const variable = (container.env ?? []).find(({ name }) => name === 'PORT')?.value;
  if (given.length === 0) return /^\d+$/.test(variable ?? '') ? Number(variable) : null;
  return given.length === 1 ? (given[0] ?? null) : null;
}
