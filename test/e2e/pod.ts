import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type Child, freePort, startChild, waitFor } from './child.ts';
import type { Plane } from './control-plane.ts';
import { kubeconfig } from './credentials.ts';
import { checked, got, type Kubectl } from './kubectl.ts';
import { writeVolume } from './volume.ts';

/** A pod of one of our Deployments, as a process: does what a kubelet would do, as far as the tests need it. */
export interface Pod {
  /** The port of the webhook; 0 for none. */
  readonly port: number;
  /** The URL of `/healthz`, `/readyz` and `/metrics`. */
  readonly health: string;
  readonly log: string;
  readonly child: Child;
  /** Writes the present contents of the volumes' Secrets and ConfigMaps, as the kubelet does about every minute. */
  refresh(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const pods = new Set<Child>();

/** Stops all pods, including those of a failed test. */
export async function stopPods(): Promise<void> {
  for (const child of pods) await child.stop();
  pods.clear();
}

interface Named {
  readonly name: string;
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly serviceAccountName: string;
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly env?: readonly (Named & { readonly value?: string })[];
          readonly ports: readonly Named[];
          readonly volumeMounts: readonly (Named & { readonly mountPath: string })[];
        }[];
        readonly volumes: readonly (Named & {
          readonly secret?: { readonly secretName: string };
          readonly configMap?: Named;
        })[];
      };
    };
  };
}

interface Holder {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Starts the only container, with its arguments, its environment, the files of its volumes and a token of its service
 * account. The image is the built program, and the ports are free ones. `args` come last.
 */
export async function startPod(
  plane: Plane,
  admin: Kubectl,
  namespace: string,
  name: string,
  args: readonly string[] = [],
): Promise<Pod> {
  const home = fs.mkdtempSync(path.join(plane.home, 'pod-'));
  const { spec } = (await got<Deployment>(admin, 'deployment', name, '-n', namespace)).spec.template;
  const [container] = spec.containers;
  if (container === undefined) throw new Error(`Deployment ${namespace}/${name} has no container`);
  const mounts = container.volumeMounts.map(mount => {
    const volume = spec.volumes.find(one => one.name === mount.name);
    if (volume === undefined) throw new Error(`${name} mounts "${mount.name}", which is no volume of it`);
    return { ...mount, ...volume, folder: path.join(home, mount.name) };
  });
  const refresh = async () => {
    for (const { folder, secret, configMap } of mounts) {
      if (secret !== undefined) {
        const { data = {} } = await got<Holder>(admin, 'secret', secret.secretName, '-n', namespace);
        writeVolume(
          folder,
          mapped(data, base64 => Buffer.from(base64, 'base64').toString()),
        );
      } else if (configMap !== undefined)
        writeVolume(
          folder,
          (await got<Holder>(admin, 'configmap', configMap.name, '-n', namespace)).data ?? {},
        );
    }
  };
  await refresh();
  const env = environment(container.env ?? [], `${name}-0`);
  const here = (text: string) =>
    mounts
      .reduce((said, { mountPath, folder }) => said.replace(`=${mountPath}`, `=${folder}`), text)
      .replace(/\$\((\w+)\)/g, (whole, variable: string) => env[variable] ?? whole);
  const token = await checked(admin(['create', 'token', spec.serviceAccountName, '-n', namespace]));
  const own = path.join(home, 'kubeconfig');
  fs.writeFileSync(own, kubeconfig(plane.server, plane.cert, token.stdout.trim()), { mode: 0o600 });
  const isWebhook = container.ports.some(one => one.name === 'webhook');
  const [port, healthPort] = [isWebhook ? await freePort() : 0, await freePort()];
  fs.cpSync('dist', path.join(home, 'dist'), { recursive: true });
  const log = path.join(home, `${name}.log`);
  const child = startChild(
    name,
    process.execPath,
    [
      ...[path.join(home, 'dist/ingress-policy.js'), ...container.args.map(here)],
      ...['--kubeconfig', own, '--host', '127.0.0.1'],
      ...(isWebhook ? ['--port', String(port)] : []),
      ...['--health-port', String(healthPort), ...args],
    ],
    log,
    { cwd: home, env },
  );
  pods.add(child);
  const health = `http://127.0.0.1:${healthPort}`;
  await waitFor(`/readyz of ${name}`, async () => (await fetch(`${health}/readyz`)).ok, {
    child,
    seconds: 30,
  });
  return { port, health, log, child, refresh, stop: signal => child.stop(signal) };
}

const mapped = (data: Readonly<Record<string, string>>, to: (value: string) => string) =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, to(value)]));

/** The environment; of the fields of the pod itself only the name is known. */
const environment = (
  env: readonly (Named & { readonly value?: string })[],
  podName: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value ?? podName]));
