import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes files as the kubelet does for a volume: into a new folder, to which a single link then switches all files at
 * once.
 */
export function writeVolume(volume: string, files: Readonly<Record<string, string>>): void {
  fs.mkdirSync(volume, { recursive: true });
  const made = fs.mkdtempSync(path.join(volume, '..made-'));
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(made, name), text, { mode: 0o600 });
    const link = path.join(volume, name);
    if (!fs.existsSync(link)) fs.symlinkSync(path.join('..data', name), link);
  }
  const before = linkTo(path.join(volume, '..data'));
  fs.symlinkSync(path.basename(made), path.join(volume, '..data_tmp'));
  fs.renameSync(path.join(volume, '..data_tmp'), path.join(volume, '..data'));
  if (before !== null) fs.rmSync(path.join(volume, before), { recursive: true });
}

function linkTo(file: string): string | null {
  try {
    return fs.readlinkSync(file);
  } catch {
    return null;
  }
}
