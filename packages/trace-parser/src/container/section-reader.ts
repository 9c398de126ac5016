import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { Container, LazyBytes } from './container.ts';
import {
  readCmdlines,
  readEventFormats,
  readFtraceFormats,
  readHeaderInfo,
  readKallsyms,
  readPrintkFormats,
} from './metadata.ts';
import { OPTION } from './option-text.ts';
import { OptionReader } from './options.ts';
import { readBufferOption } from './read-buffer.ts';
import { openContent, readSection, type Section } from './section.ts';

type MetadataReader = (reader: ByteReader, container: Container) => void;

const METADATA = new Map<number, MetadataReader>([
  [OPTION.headerInfo, readHeaderInfo],
  [OPTION.ftraceEvents, readFtraceFormats],
  [OPTION.eventFormats, readEventFormats],
  [OPTION.kallsyms, readKallsyms],
  [OPTION.printk, readPrintkFormats],
  [OPTION.cmdlines, readCmdlines],
]);

const MOST_SECTIONS = 4096;

/** Reads the sections of a version 7 file into a container, each once wherever it is referred to. */
export class SectionReader {
  readonly #reader: ByteReader;
  readonly #container: Container;
  readonly #log: DiagnosticLog;
  readonly #options: OptionReader;
  readonly #visited = new Set<number>();
  readonly #listed = new Set<number>();

  constructor(reader: ByteReader, container: Container, log: DiagnosticLog) {
    this.#reader = reader;
    this.#container = container;
    this.#log = log;
    this.#options = new OptionReader(container, log);
  }

  /** Whether as many sections were read as any file may have. */
  get isFull(): boolean {
    return this.#visited.size >= MOST_SECTIONS;
  }

  open(offset: number): Section | undefined {
    return readSection(this.#reader, offset);
  }

  /** Reads a metadata section unless it was read before. */
  readMetadata(id: number, offset: number): void {
    const read = METADATA.get(id);
    if (read === undefined || this.isFull || this.#visited.has(offset)) return;
    this.#visited.add(offset);
    const section = this.open(offset);
    if (section?.id !== id) {
      const found = section === undefined ? 'the file ends' : `section ${section.id} is`;
      this.#log.add('section-mismatch', `section ${id} was expected where ${found}`, { offset });
      return;
    }
    if (section.compressed && id === OPTION.kallsyms) {
      this.#container.kallsyms = this.#decompressLater(section);
      return;
    }
    const content = openContent(this.#reader, section, this.#container.codec, this.#log);
    const damaged = content.failed;
    read(content, this.#container);
    if (content.failed && !damaged) {
      this.#log.add('metadata-truncated', `section ${id} ends early`, { offset: section.start });
    }
  }

  /** Whether a BUFFER option told of the section at `offset`. */
  isListed(offset: number): boolean {
    return this.#listed.has(offset);
  }

  /** A compressed section of one blob with its 32-bit size before it. */
  #decompressLater(section: Section): LazyBytes {
    const load = () => {
      const content = openContent(this.#reader, section, this.#container.codec, this.#log);
      return content.take(content.u32());
    };
    return { size: section.size, load };
  }

  /** Reads the options section at `offset`: the offset of the next one, 0 at the end, undefined when it is damaged. */
  readOptions(offset: number): number | undefined {
    if (this.isFull || this.#visited.has(offset)) return undefined;
    this.#visited.add(offset);
    const section = this.open(offset);
    if (section?.id !== OPTION.done) return undefined;
    const content = openContent(this.#reader, section, this.#container.codec, this.#log);
    while (!content.failed) {
      const option = content.u16();
      const size = content.u32();
      const { at } = content;
      content.skip(size);
      if (content.failed) return undefined;
      const data = content.fork(at, at + size);
      if (option === OPTION.done) return data.u64();
      this.#applyOption(option, data, section.compressed ? section.offset : at);
    }
    return undefined;
  }

  #applyOption(option: number, data: ByteReader, offset: number): void {
    this.#options.apply(option, data.fork(data.at, data.end), offset);
    if (METADATA.has(option)) this.readMetadata(option, data.u64());
    else if (option === OPTION.buffer) this.#addBuffer(data);
  }

  #addBuffer(data: ByteReader): void {
    const { section: offset, buffer } = readBufferOption(data, this.#log);
    this.#listed.add(offset);
    const section = this.open(offset);
    const found = section?.id === OPTION.buffer;
    if (!found) this.#log.add('section-mismatch', 'no pages begin where the option says', { offset });
    const compressed = found ? section.compressed : this.#container.compression !== 'none';
    this.#container.buffers.push({ ...buffer, compressed });
  }
}
