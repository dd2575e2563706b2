import path from 'node:path';
import { type Child, startChild, waitFor } from './child.ts';
import type { Plane } from './control-plane.ts';
import type { CertManager } from './deploy-programs.ts';
import { got, type Kubectl } from './kubectl.ts';

export interface RunningCertManager {
  readonly controller: Child;
  readonly cainjector: Child;
  stop(): Promise<void>;
}

/** Starts cert-manager's two programs with full rights. Its CRDs must be installed. */
export function startCertManager(plane: Plane, { controller, cainjector }: CertManager): RunningCertManager {
  const start = (name: string, file: string) =>
    startChild(
      name,
      file,
      [`--kubeconfig=${plane.kubeconfigs.admin}`],
      path.join(plane.home, `${name}.log`),
      {
        cwd: plane.home,
      },
    );
  const running = {
    controller: start('cert-manager-controller', controller),
    cainjector: start('cainjector', cainjector),
  };
  return {
    ...running,
    async stop() {
      await running.cainjector.stop();
      await running.controller.stop();
    },
  };
}

interface Secret {
  readonly data?: Readonly<Record<string, string>>;
}

/** The files of a Secret of type `kubernetes.io/tls`, once all three are there. */
export async function issued(admin: Kubectl, namespace: string, name: string): Promise<Issued> {
  let found: Issued | null = null;
  await waitFor(
    `certificate in the Secret ${namespace}/${name}`,
    async () => {
      const { data } = await got<Secret>(admin, 'secret', name, '-n', namespace);
      const [cert, key, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map(file => text(data?.[file]));
      found = cert && key && ca ? { cert, key, ca } : null;
      return found !== null;
    },
    { seconds: 60 },
  );
  if (found === null) throw new Error('what was waited for is there');
  return found;
}

export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

const text = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64').toString();
