import { Buffer } from 'node:buffer';

/** A file of an initramfs; parents have to come before what is in them. */
export interface CpioEntry {
  /** Without a leading slash. */
  path: string;
  /** File type and permissions as in st_mode. */
  mode: number;
  data?: Uint8Array;
  /** Of a device node. */
  device?: { major: number; minor: number };
}

export const DIRECTORY = 0o040755;
export const PROGRAM = 0o100755;
export const CHARACTER_DEVICE = 0o020600;

/**
 * An archive of the "newc" format, which the kernel unpacks as its initramfs (Documentation/driver-api/early-userspace/buffer-format.rst).
 * Equal entries give equal bytes: there are no times, and root owns everything.
 */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => member(entry, index + 1));
  return Buffer.concat([...parts, ...member({ path: 'TRAILER!!!', mode: 0 }, 0)]);
}

function member({ path, mode, data = new Uint8Array(), device }: CpioEntry, inode: number): Uint8Array[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [
    inode,
    mode,
    0, // uid
    0, // gid
    1, // links
    0, // mtime
    data.length,
    0, // device of the file itself
    0,
    device?.major ?? 0,
    device?.minor ?? 0,
    name.length,
    0, // checksum, of the crc format alone
  ];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [header, name, padding(header.length + name.length), data, padding(data.length)];
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
