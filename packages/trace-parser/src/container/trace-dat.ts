import { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { unreadable } from '../unreadable.ts';
import { type Container, createContainer } from './container.ts';
import { readV6 } from './v6.ts';
import { readV7 } from './v7.ts';

const MAGIC = [0x17, 0x08, 0x44, ...Array.from('tracing', (letter) => letter.charCodeAt(0))];

/** Whether the bytes begin like a trace.dat. */
export function isTraceDat(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** Whether the first 64-bit number after the initial header, an offset or a size, lies in the file. */
function isPlausible(bytes: Uint8Array, at: number, littleEndian: boolean): boolean {
  const reader = new ByteReader(bytes, littleEndian, at);
  reader.u32();
  reader.cString(64);
  if (reader.bytes[at + 4] !== 'h'.charCodeAt(0)) reader.cString(64);
  return reader.u64() < bytes.length && !reader.failed;
}

/** The byte order the header names, unless only the other one makes sense of what follows. */
function chooseByteOrder(bytes: Uint8Array, at: number, declared: boolean): boolean {
  return !isPlausible(bytes, at, declared) && isPlausible(bytes, at, !declared) ? !declared : declared;
}

/** Reads everything but the pages of a trace.dat, version 6 or 7. */
export function readTraceDat(bytes: Uint8Array, log: DiagnosticLog): Container {
  const head = new ByteReader(bytes, true, MAGIC.length);
  const version = head.cString(16);
  const declared = head.u8() === 0;
  const longSize = head.u8();
  const littleEndian = chooseByteOrder(bytes, head.at, declared);
  if (littleEndian !== declared)
    log.add('byte-order', 'the header names the wrong byte order', { offset: head.at - 2 });
  const reader = new ByteReader(bytes, littleEndian, head.at);
  const pageSize = reader.u32();
  if (head.failed || reader.failed) {
    throw unreadable('the trace.dat header ends early', 'the file was cut short: record again');
  }
  const container = createContainer(littleEndian, longSize, pageSize);
  if (version === '6') readV6(reader, container, log);
  else if (version === '7') readV7(reader, container, log);
  else if (version.startsWith('0.')) {
    throw unreadable(
      'this is the tracing data of a perf.data file; it holds no events',
      'read it with `perf script`',
    );
  } else {
    throw unreadable(`trace.dat version ${JSON.stringify(version)} is not supported`, 'versions 6 and 7 are');
  }
  return container;
}
