/**
 * Lines as `trace-cmd report` prints them for a 6.18 kernel (`event`), and for the patched 5.8 kernel of kernel bugzilla
 * 208827 that prints xfs_file_buffered_read on the way out as well (`twofold`). One file of 256 MiB, inode 0x86.
 */
const RING = 'ring 0xffff88810a389000';

export interface Line {
  pid?: number;
  cpu?: number;
  comm?: string;
}

type Say = (us: number) => string;

function event(name: string, info: string, { pid = 100, cpu = 0, comm = 'app' }: Line): Say {
  return (us) =>
    `${comm}-${pid} [${String(cpu).padStart(3, '0')}] 10.${String(us).padStart(6, '0')}: ${name}: ${info}`;
}

export function submit(userData: number, opcode = 'READ', line: Line = {}): Say {
  const info = `${RING}, req 0xffff8881049${userData.toString(16).padStart(5, '0')}, user_data 0x${userData.toString(16)}, opcode ${opcode}, flags 0x0, sq_thread 0`;
  return event('io_uring_submit_req', info, line);
}

export function complete(userData: number, result: number, line: Line = {}): Say {
  const info = `${RING}, req 0xffff8881049${userData.toString(16).padStart(5, '0')}, user_data 0x${userData.toString(16)}, result ${result}, cflags 0x0 extra1 0 extra2 0`;
  return event('io_uring_complete', info, line);
}

export function other(name: string, line: Line = {}): Say {
  return event(name, RING, line);
}

/** The file system's read, once on entry. `size` is what XFS has on disk; null leaves it out. */
export function read(offset: number, count: number, line: Line & { size?: number | null } = {}): Say {
  const size = line.size === undefined ? 0x10000000 : line.size;
  const shown = size === null ? '' : ` disize 0x${size.toString(16)}`;
  return event(
    'xfs_file_buffered_read',
    `dev 253:32 ino 0x86${shown} pos 0x${offset.toString(16)} bytecount 0x${count.toString(16)}`,
    line,
  );
}

/** The patched kernel's line: an entry, or a return with the position after the read and the result. */
export function twofold(offset: number, count: number, line: Line & { size?: number } = {}): Say {
  const raw = BigInt.asUintN(64, BigInt(count)).toString(16);
  return event(
    'xfs_file_buffered_read',
    `dev 253:32 ino 0x86 size 0x${(line.size ?? 0x10000000).toString(16)} offset 0x${offset.toString(16)} count 0x${raw}`,
    line,
  );
}

export function bioQueued(sector: number, sectors: number, line: Line = {}): Say {
  return event('block_bio_queue', `253,32 RA ${sector} + ${sectors} [app]`, line);
}

export function bioCompleted(sector: number, sectors: number, error: number, line: Line = {}): Say {
  return event('block_rq_complete', `253,32 RA () ${sector} + ${sectors} [${error}]`, line);
}

export function lost(cpu: number, count: number): Say {
  return () => `CPU:${cpu} [${count} EVENTS DROPPED]`;
}

/** The lines one microsecond after the other. */
export function trace(...lines: (Say | readonly Say[])[]): Buffer {
  return Buffer.from(
    `cpus=2\n${lines
      .flat()
      .map((say, us) => say(us))
      .join('\n')}\n`,
  );
}

/** A read of the ring that is issued at once and completes within its submission. */
export function ringRead(
  userData: number,
  offset: number,
  length: number,
  result: number,
  line: Line = {},
): Say[] {
  return [submit(userData, 'READ', line), read(offset, length, line), complete(userData, result, line)];
}
