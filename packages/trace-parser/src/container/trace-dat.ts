import { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import { unreadable } from '../trace-error.ts';
import { type Container, createContainer } from './container.ts';
import { OPTION } from './option-text.ts';
import { readSharedMetadata, readV6 } from './v6.ts';
import { readCompression, readV7 } from './v7.ts';

const MAGIC = [0x17, 0x08, 0x44, ...Array.from('tracing', (letter) => letter.charCodeAt(0))];

/** Whether the bytes begin like a trace.dat. */
export function isTraceDat(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** What stands before everything that has a byte order. */
interface InitialHeader {
  readonly version: string;
  readonly littleEndian: boolean;
  readonly longSize: number;
  /** Where the size of a page stands. */
  readonly end: number;
}

function readInitialHeader(source: ByteSource): InitialHeader {
  const reader = new ByteReader(source, true, MAGIC.length);
  const version = reader.cString(16);
  const littleEndian = reader.u8() === 0;
  const longSize = reader.u8();
  if (reader.failed || reader.remaining < 4) {
    throw unreadable('the trace.dat header ends early', 'the file was cut short: record again');
  }
  return { version, littleEndian, longSize, end: reader.at };
}

/** Name of the compression a trace.dat uses, `none` for versions without; the name is untrusted. */
export function findCompression(source: ByteSource): string {
  const { version, end } = readInitialHeader(source);
  return version === '7' ? readCompression(new ByteReader(source, true, end + 4)) : 'none';
}

/** How many of the first numbers make sense in a byte order: an offset or a size in the file, and the id of the first section. */
function countPlausible(source: ByteSource, header: InitialHeader, littleEndian: boolean): number {
  const reader = new ByteReader(source, littleEndian, header.end + 4);
  if (header.version === '7') readCompression(reader);
  else reader.cString(64);
  const offset = reader.u64();
  if (reader.failed || offset >= source.size) return 0;
  return header.version === '7' && reader.u16() > OPTION.modulesFile ? 1 : 2;
}

/** The byte order the header names, unless the other one makes more sense of what follows. */
function chooseByteOrder(source: ByteSource, header: InitialHeader): boolean {
  const { littleEndian } = header;
  const declared = countPlausible(source, header, littleEndian);
  return countPlausible(source, header, !littleEndian) > declared ? !littleEndian : littleEndian;
}

/** Reads everything but the pages of a trace.dat, version 6 or 7. `codec` undoes the file's compression where it has one. */
export function readTraceDat(source: ByteSource, log: DiagnosticLog, codec: Codec | null = null): Container {
  const header = readInitialHeader(source);
  const { version, longSize } = header;
  const littleEndian = chooseByteOrder(source, header);
  if (littleEndian !== header.littleEndian) {
    log.add('byte-order', 'the header names the wrong byte order', { offset: header.end - 2 });
  }
  const reader = new ByteReader(source, littleEndian, header.end);
  const container = createContainer(version, littleEndian, longSize, reader.u32());
  container.codec = codec;
  if (version === '6') readV6(reader, container, log);
  else if (version === '7') readV7(reader, container, log);
  else if (version.startsWith('0.')) readPerfData(reader, container, log);
  else {
    throw unreadable(`trace.dat version ${JSON.stringify(version)} is not supported`, 'versions 6 and 7 are');
  }
  return container;
}

/** The tracing data of a perf.data file (tools/perf/util/trace-event-info.c): formats, no ring buffers. */
function readPerfData(reader: ByteReader, container: Container, log: DiagnosticLog): void {
  readSharedMetadata(reader, container);
  if (reader.failed) {
    throw unreadable(
      'this is the tracing data of a perf.data file, cut short; it holds no events',
      'read the perf.data file with `perf script`',
    );
  }
  const message =
    'this is the tracing data of a perf.data file: it has formats, no ring buffers and no events';
  log.add('buffers-missing', message, { offset: 0 });
}
