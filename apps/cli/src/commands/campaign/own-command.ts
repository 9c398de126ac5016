import { fileURLToPath } from 'node:url';
import { LocalProcesses } from '@uringlab/campaign';

/** Runs are made by this very lab, each in a process of its own. */
export function ownProcesses(): LocalProcesses {
  const main = fileURLToPath(new URL('../../main.js', import.meta.url));
  return new LocalProcesses([process.execPath, main]);
}
