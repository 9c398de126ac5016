import { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { createBytesSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import { LARGEST_BLOB } from './metadata.ts';

/** A section of a version 7 file, by its header of 16 bytes (trace-cmd.dat.v7(5)). */
export interface Section {
  readonly id: number;
  readonly compressed: boolean;
  /** Where its header begins. */
  readonly offset: number;
  /** Where its content begins. */
  readonly start: number;
  readonly size: number;
}

const COMPRESSED = 1;
/** No codec shrinks more: a size beyond is damage, or an attack on the memory. */
const LARGEST_RATIO = 2 ** 17;

/** The section whose header is at `offset`; undefined where the source ends before. */
export function readSection(reader: ByteReader, offset: number): Section | undefined {
  const header = reader.fork(offset);
  const id = header.u16();
  const flags = header.u16();
  header.skip(4);
  const size = header.u64();
  if (header.failed) return undefined;
  return { id, compressed: (flags & COMPRESSED) !== 0, offset, start: header.at, size };
}

/** A reader of a section's content; it has failed already where the content is compressed and damaged, which is reported. */
export function openContent(
  reader: ByteReader,
  section: Section,
  codec: Codec | null,
  log: DiagnosticLog,
): ByteReader {
  const body = reader.fork(section.start, section.start + section.size);
  if (!section.compressed) return body;
  const stored = body.u32();
  const size = body.u32();
  const sound = size <= LARGEST_BLOB && size <= stored * LARGEST_RATIO;
  const bytes = sound ? codec?.decompress(body.take(stored), size) : undefined;
  const content = new ByteReader(createBytesSource(bytes ?? new Uint8Array(0)), reader.littleEndian);
  if (bytes === undefined) {
    content.failed = true;
    log.add('section-damaged', `section ${section.id} cannot be decompressed`, { offset: section.offset });
  }
  return content;
}
