import { decodeLatin1 } from '../bytes/latin1.ts';

/** Pid to comm from `saved_cmdlines`; the first line of a pid counts. Pid 0 is the idle task of every CPU. */
export function parseCmdlines(bytes: Uint8Array): Map<number, string> {
  const comms = new Map<number, string>([[0, '<idle>']]);
  for (const line of decodeLatin1(bytes).split('\n')) {
    const blank = line.indexOf(' ');
    if (blank <= 0) continue;
    const pid = Number(line.slice(0, blank));
    if (Number.isInteger(pid) && !comms.has(pid)) comms.set(pid, line.slice(blank + 1));
  }
  return comms;
}
