import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { unreadable } from '../unreadable.ts';
import type { Container } from './container.ts';
import { OPTION } from './option-text.ts';
import { SectionReader } from './section-reader.ts';

const LAST_SECTION_ID = OPTION.modulesFile;
const SECTION_HEADER = 16;

/** Follows the chain of options sections from `first`; whether it ended as it should. */
function followChain(sections: SectionReader, first: number, log: DiagnosticLog): boolean {
  for (let offset = first; offset !== 0; ) {
    const next = sections.readOptions(offset);
    if (next === undefined) {
      log.add('options-damaged', 'the chain of options is broken', { offset });
      return false;
    }
    offset = next;
  }
  return true;
}

/** Without a usable chain of options: every section that still follows another from `start`. */
function scanSections(sections: SectionReader, start: number, end: number): void {
  for (let offset = start; ; ) {
    const section = sections.open(offset);
    if (section === undefined || section.id > LAST_SECTION_ID) return;
    if (section.id === OPTION.done) sections.readOptions(offset);
    else sections.readMetadata(section.id, offset);
    if (section.size > end - section.start || sections.isFull) return;
    offset += SECTION_HEADER + section.size;
  }
}

/** How a version 7 file is compressed: the name at `reader`, which stands after the initial header. */
export function readCompression(reader: ByteReader): string {
  const compression = reader.cString(64);
  reader.cString(64);
  return compression;
}

/** The rest of a version 7 file: sections found through the chain of options, or by walking when it is broken. */
export function readV7(reader: ByteReader, container: Container, log: DiagnosticLog): void {
  container.compression = readCompression(reader);
  const first = reader.u64();
  if (reader.failed) {
    throw unreadable('the version 7 header ends early', 'the file was cut short: record again');
  }
  if (container.compression !== 'none' && container.codec === null) {
    throw unreadable(
      `the trace.dat is compressed with ${JSON.stringify(container.compression)}, which is not supported`,
      'zstd and zlib are; convert it: trace-cmd convert --compression none -i FILE -o OTHER',
    );
  }
  const sections = new SectionReader(reader, container, log);
  if (first === 0) {
    log.add('options-missing', 'the recorder stopped before it wrote the options', { offset: reader.at });
  }
  if (first === 0 || !followChain(sections, first, log)) scanSections(sections, reader.at, reader.end);
}
