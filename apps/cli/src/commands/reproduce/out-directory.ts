import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** `uringlab-runs/20261122-142501-nowait-page-boundary-1f3a`: sorts by time, says what it is, never taken. */
export function defaultOut(name: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const plain = name.replace(/[^\w.-]/g, '_').slice(0, 40);
  return join('uringlab-runs', `${stamp}-${plain}-${randomBytes(2).toString('hex')}`);
}
