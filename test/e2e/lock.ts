import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two concurrent runs build once. The lock of an ended process is ignored. */
export async function withLock<T>(
  lock: string,
  say: (text: string) => void,
  what: string,
  act: () => T | Promise<T>,
): Promise<T> {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; !take(lock); waited++) {
    if (waited % 60 === 0) say(`waiting for another run that builds ${what} (${lock})`);
    await sleep(1000);
  }
  try {
    return await act();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(readOrEmpty(lock));
  if (holder > 0 && !isAlive(holder)) fs.rmSync(lock, { force: true });
  return false;
}

function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
