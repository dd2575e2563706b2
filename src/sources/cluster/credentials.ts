import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { loadDefaultFiles } from './kubeconfig-files.ts';

/** Reads a kubeconfig, kubectl's default files where `file` is null, or a pod's service account. A string is an error. */
export function loadKubeConfig(file: string | null, context: string | null): KubeConfig | string {
  const config = new KubeConfig();
  try {
    if (file === null) loadDefaultFiles(config);
    else config.loadFromFile(file);
  } catch (error) {
    return `${file ?? 'the kubeconfig'} cannot be read: ${error instanceof Error ? error.message : error}`;
  }
  if (context !== null) {
    const names = config.getContexts().map(({ name }) => name);
    if (!names.includes(context))
      return `the kubeconfig has no context "${context}"; it has ${listed(names)}`;
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  // client-node's default where it finds no config.
  if (file === null && cluster?.server === 'http://localhost:8080')
    return 'no kubeconfig found, and this is not a pod with a service account';
  const lack = lackOf(config);
  if (lack !== null) return lack;
  const server = cluster?.server ?? '';
  if (!/^https?:\/\//.test(server)) return `the server "${server}" is not an http(s) URL`;
  return config;
}

/** The missing context, cluster or user. Without the user client-node would drop the cluster's CA and blame the certificate. */
function lackOf(config: KubeConfig): string | null {
  const current = config.getCurrentContext();
  const context = config.getContextObject(current);
  const names = config.getContexts().map(({ name }) => name);
  if (!current) return `the kubeconfig has no current context: use --context; it has ${listed(names)}`;
  if (context === null)
    return `the kubeconfig has no context "${current}", its current context; it has ${listed(names)}`;
  if (config.getCluster(context.cluster) === null)
    return `the kubeconfig has no cluster "${context.cluster}", which context "${current}" names`;
  if (context.user && config.getUser(context.user) === null)
    return `the kubeconfig has no user "${context.user}", which context "${current}" names`;
  return null;
}

const listed = (names: readonly string[]) => names.map(name => `"${name}"`).join(', ') || 'none';

/** The server, headers and connections of a request. */
export interface Taken {
  /** The URL, without a slash at the end. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  readonly generation: number;
}

export interface Credentials {
  take(): Promise<Taken>;
  /** Reloads the credentials: the server refused those of that generation. */
  renew(generation: number): void;
  close(): Promise<void>;
}

/**
 * Keeps one pool of connections while the TLS options are the same; client-node makes a pool for every request.
 * client-node reads a token file again after a minute; a refusal by the server reads it again at once.
 */
export function keepCredentials(
  first: KubeConfig,
  load: () => KubeConfig | string,
  clock: () => number,
  between: number,
): Credentials {
  let config = first;
  let generation = 0;
  let renewed = Number.NEGATIVE_INFINITY;
  let pool: { readonly key: string; readonly dispatcher: Dispatcher } | null = null;
  let pending: Promise<Taken> | null = null;

  async function make(): Promise<Taken> {
    const at = generation;
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options).catch(error => {
      throw pluginError(config, error);
    });
    const headers: Record<string, string> = {};
    for (const [key, value] of Object.entries(options.headers ?? {})) headers[key.toLowerCase()] = `${value}`;
    if (options.auth) headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    // Most token files end with a line break.
    if (headers.authorization !== undefined) headers.authorization = headers.authorization.trim();
    const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
    return { server, headers, dispatcher: await poolFor(options), generation: at };
  }

  async function poolFor(options: RequestOptions): Promise<Dispatcher> {
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
    const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
    const made = JSON.stringify(Object.values(tls).map(value => (value === undefined ? null : `${value}`)));
    if (pool?.key === made) return pool.dispatcher;
    // Watches on the old pool end by themselves within minutes.
    void pool?.dispatcher.close().catch(() => {});
    pool = { key: made, dispatcher: await createPool(config, tls) };
    return pool.dispatcher;
  }

  return {
    take() {
      // Concurrent callers share one answer, because an exec plug-in starts a process.
      pending ??= make().finally(() => {
        pending = null;
      });
      return pending;
    },
    renew(refused) {
      if (refused !== generation || clock() - renewed < between) return;
      renewed = clock();
      const loaded = load();
      if (typeof loaded === 'string') return;
      config = loaded;
      generation += 1;
      pending = null;
    },
    async close() {
      await pool?.dispatcher.destroy();
    },
  };
}

/** Adds the command and the user to the error of a plug-in: client-node has only its standard error. */
function pluginError(config: KubeConfig, error: unknown): unknown {
  const user = config.getCurrentUser();
  const command: unknown = user?.exec?.command ?? user?.authProvider?.config?.exec?.command;
  if (typeof command !== 'string' || !(error instanceof Error)) return error;
  const isGone = (error as { code?: string }).code === 'ENOENT';
  const why = isGone ? 'there is no such program' : error.message.trim() || 'it failed without a message';
  // Without `cause`, which would be reported in its place.
  return new Error(`the credential plug-in "${command}" of user "${user?.name}": ${why}`);
}

const pooled = {
  // One connection for each watch, so that a broken connection ends no other watch.
  allowH2: false,
  keepAliveTimeout: 30_000,
  connectTimeout: 10_000,
  // Each request sets its own deadline.
  headersTimeout: 0,
  bodyTimeout: 0,
};

async function createPool(config: KubeConfig, tls: RequestOptions): Promise<Dispatcher> {
  const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  const options = config.createDispatcherOptions(config.getCurrentCluster(), given);
  switch (options.type) {
    case 'proxy':
      return new ProxyAgent({
        ...pooled,
        uri: options.uri,
        requestTls: options.requestTls,
        connect: options.connect,
      } as ProxyAgent.Options);
    case 'agent':
      return new Agent({ ...pooled, connect: { ...options.connect, timeout: 10_000 } } as Agent.Options);
    case 'none':
      return new Agent(pooled);
    case 'socks':
      return dispatcherOfClient(config);
    default:
      return options satisfies never;
  }
}

/** client-node's own dispatcher, which can use a SOCKS proxy. */
async function dispatcherOfClient(config: KubeConfig): Promise<Dispatcher> {
  let taken: Dispatcher | null = null;
  const context = {
    setHeaderParam: () => {},
    setDispatcher: (dispatcher: Dispatcher) => {
      taken = dispatcher;
    },
  };
  type Context = Parameters<KubeConfig['applySecurityAuthentication']>[0];
  await config.applySecurityAuthentication(context as unknown as Context);
  return taken ?? new Agent(pooled);
}
