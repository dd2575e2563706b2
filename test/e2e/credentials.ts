import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { generate } from 'selfsigned';

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed certificate of a server on the loopback. */
export const loopbackCertificate = (): Promise<ServerCertificate> =>
  serverCertificate([
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
  ]);

/** A certificate of a Service, for the name that the API server uses. */
export const serviceCertificate = (namespace: string, name: string): Promise<ServerCertificate> =>
  serverCertificate([{ type: 2, value: `${name}.${namespace}.svc` }]);

type AltName = { readonly type: 2; readonly value: string } | { readonly type: 7; readonly ip: string };

async function serverCertificate(altNames: AltName[]): Promise<ServerCertificate> {
  const now = Date.now();
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + 24 * 3_600_000),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { cert: `${made.cert.trim()}\n`, key: `${made.private.trim()}\n` };
}

/** The keys that sign and verify the tokens of service accounts. */
export function serviceAccountKeys(): { readonly key: string; readonly pub: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pub: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** The users of the cluster and their groups. */
export const users = {
  admin: { name: 'admin', groups: ['system:masters'] },
  /** A user whom a config may exempt. */
  oncall: { name: 'oncall@shop.example', groups: ['system:masters', 'oncall'] },
  /** The webhook itself, with the rights of its role. */
  webhook: { name: 'ingress-policy', groups: [] },
  manager: { name: 'system:kube-controller-manager', groups: [] },
} as const;
export type User = keyof typeof users;

export type Tokens = Readonly<Record<User, string>>;

export function createTokens(): Tokens {
  const token = () => randomBytes(24).toString('hex');
  return { admin: token(), oncall: token(), webhook: token(), manager: token() };
}

/** The file of `--token-auth-file`. */
export const tokenFile = (tokens: Tokens) =>
  (Object.keys(users) as User[])
    .map(user => `${tokens[user]},${users[user].name},${user},"${users[user].groups.join(',')}"\n`)
    .join('');

/** Writes a kubeconfig for each user into the folder, and returns the files. */
export function writeKubeconfigs(
  folder: string,
  server: string,
  cert: string,
  tokens: Tokens,
): Readonly<Record<User, string>> {
  const write = (user: User) => {
    const file = path.join(folder, `${user}.kubeconfig`);
    fs.writeFileSync(file, kubeconfig(server, cert, tokens[user]), { mode: 0o600 });
    return file;
  };
  return {
    admin: write('admin'),
    oncall: write('oncall'),
    webhook: write('webhook'),
    manager: write('manager'),
  };
}

/** The kubeconfig of one user; JSON is YAML. */
export const kubeconfig = (server: string, cert: string, token: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'e2e',
        cluster: { server, 'certificate-authority-data': Buffer.from(cert).toString('base64') },
      },
    ],
    users: [{ name: 'e2e', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    'current-context': 'e2e',
  });
