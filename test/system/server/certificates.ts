import fs from 'node:fs';
import path from 'node:path';
import { generate } from 'selfsigned';

export interface Made {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  readonly ca?: Made;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const day = 86_400_000;

/** A certificate for 127.0.0.1, signed by the CA or self-signed. */
export async function certificateOf(name: string, options: CertificateOptions = {}): Promise<Made> {
  const { ca, notBefore, notAfter } = options;
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: notBefore ?? new Date(Date.now() - day),
    notAfterDate: notAfter ?? new Date(Date.now() + 30 * day),
    extensions: [
      { name: 'basicConstraints', cA: ca === undefined, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: ca === undefined, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
    ...(ca === undefined ? {} : { ca }),
  });
  return { key, cert };
}

/** Mounts files like a Secret or ConfigMap: as links through `..data`, which the kubelet swaps in one step. */
export function mount(folder: string, files: Readonly<Record<string, string>>): void {
  const version = path.basename(fs.mkdtempSync(path.join(folder, '..v')));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, version, name), text);
  fs.symlinkSync(version, path.join(folder, '..data_tmp'));
  fs.renameSync(path.join(folder, '..data_tmp'), path.join(folder, '..data'));
  for (const name of Object.keys(files)) {
    const link = path.join(folder, name);
    if (!fs.existsSync(link)) fs.symlinkSync(path.join('..data', name), link);
  }
}

export const secretOf = ({ cert, key }: Made) => ({ 'tls.crt': cert, 'tls.key': key });
