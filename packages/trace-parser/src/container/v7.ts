import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { unreadable } from '../trace-error.ts';
import type { Container } from './container.ts';
import { OPTION } from './option-text.ts';
import type { Section } from './section.ts';
import { SectionReader } from './section-reader.ts';

const LAST_SECTION_ID = OPTION.modulesFile;

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

/** Whether a section begins there; the zeros before aligned pages are none. */
function isSection(section: Section | undefined): section is Section {
  return (
    section !== undefined && section.id <= LAST_SECTION_ID && (section.id !== OPTION.done || section.size > 0)
  );
}

/** Sections one after the other from `start` on, as far as each size leads to another. An unfinished one takes the rest. */
function* walkSections(
  sections: SectionReader,
  start: number,
  end: number,
): Generator<Section, void, undefined> {
  for (let section = sections.open(start); isSection(section) && !sections.isFull; ) {
    const next = section.start + section.size;
    const following = next < end ? sections.open(next) : undefined;
    const unfinished = next > end || (section.size === 0 && !isSection(following));
    yield unfinished ? { ...section, size: end - section.start } : section;
    section = following;
  }
}

/** Without a usable chain of options: reads what can be found by walking, and notes the pages that no option places. */
function scanSections(sections: SectionReader, start: number, end: number, container: Container): void {
  const buffers: Section[] = [];
  for (const section of walkSections(sections, start, end)) {
    if (section.id === OPTION.done) sections.readOptions(section.offset);
    else if (section.id === OPTION.buffer) buffers.push(section);
    else sections.readMetadata(section.id, section.offset);
  }
  for (const section of buffers) {
    if (sections.isListed(section.offset) || section.size === 0) continue;
    const { start, size, compressed } = section;
    container.unlisted.push({ start, end: start + size, compressed });
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
  // A wild pointer may be beyond what a number holds; it is beyond the file all the same.
  const first = Math.min(Number(reader.bigU64()), reader.end);
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
  if (first === 0 || !followChain(sections, first, log)) {
    scanSections(sections, reader.at, reader.end, container);
  }
}
