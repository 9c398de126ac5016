import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { unreadable } from '../unreadable.ts';
import type { BufferData, Container, CpuData } from './container.ts';
import {
  readCmdlines,
  readEventFormats,
  readFtraceFormats,
  readHeaderInfo,
  readKallsyms,
  readPrintkFormats,
} from './metadata.ts';
import { OPTION, OptionReader } from './options.ts';

type MetadataReader = (reader: ByteReader, container: Container) => void;

const METADATA = new Map<number, MetadataReader>([
  [OPTION.headerInfo, readHeaderInfo],
  [OPTION.ftraceEvents, readFtraceFormats],
  [OPTION.eventFormats, readEventFormats],
  [OPTION.kallsyms, readKallsyms],
  [OPTION.printk, readPrintkFormats],
  [OPTION.cmdlines, readCmdlines],
]);

const SECTION_HEADER = 16;
const LAST_SECTION_ID = 25;
const MAX_SECTIONS = 4096;
const MAX_CPU = 65536;

/** A BUFFER option: where the pages of an instance are. */
function readBuffer(data: ByteReader, log: DiagnosticLog): BufferData {
  const offset = data.u64();
  const name = data.cString();
  const clock = data.cString();
  const pageSize = data.u32();
  const count = data.u32();
  const cpus: CpuData[] = [];
  for (let index = 0; index < count && !data.failed; index++) {
    const entry = { cpu: data.u32(), offset: data.u64(), size: data.u64() };
    if (!data.failed && entry.cpu < MAX_CPU) cpus.push(entry);
  }
  if (data.failed || cpus.length < count) {
    log.add('buffer-damaged', `the CPU table holds ${cpus.length} of ${count} entries`, {
      offset,
      instance: name,
    });
  }
  return { name, clock, pageSize, cpus };
}

class SectionReader {
  readonly #reader: ByteReader;
  readonly #container: Container;
  readonly #log: DiagnosticLog;
  readonly #options: OptionReader;
  readonly #visited = new Set<number>();

  constructor(reader: ByteReader, container: Container, log: DiagnosticLog) {
    this.#reader = reader;
    this.#container = container;
    this.#log = log;
    this.#options = new OptionReader(container, log);
  }

  #open(offset: number): { id: number; size: number; body: ByteReader } {
    const header = this.#reader.fork(offset);
    const id = header.u16();
    header.take(6);
    const size = header.u64();
    if (header.failed) return { id: -1, size: 0, body: header };
    return { id, size, body: this.#reader.fork(header.at, header.at + size) };
  }

  /** Reads a metadata section unless it was read before. */
  readMetadata(id: number, offset: number): void {
    const read = METADATA.get(id);
    if (read === undefined || this.#visited.has(offset)) return;
    this.#visited.add(offset);
    const section = this.#open(offset);
    if (section.id !== id) {
      this.#log.add('section-mismatch', `section ${id} was expected, section ${section.id} is there`, {
        offset,
      });
      return;
    }
    read(section.body, this.#container);
    if (section.body.failed) {
      this.#log.add('metadata-truncated', `section ${id} ends early`, { offset: section.body.at });
    }
  }

  /** Reads the options section at `offset`: the offset of the next one, 0 at the end, undefined when it is damaged. */
  readOptions(offset: number): number | undefined {
    if (this.#visited.has(offset) || this.#visited.size >= MAX_SECTIONS) return undefined;
    this.#visited.add(offset);
    const { id, body } = this.#open(offset);
    if (id !== OPTION.done) return undefined;
    while (!body.failed) {
      const option = body.u16();
      const size = body.u32();
      if (body.failed || size > body.remaining) return undefined;
      const data = body.fork(body.at, body.at + size);
      body.take(size);
      if (option === OPTION.done) return data.u64();
      if (option === OPTION.buffer) this.#container.buffers.push(readBuffer(data, this.#log));
      else if (METADATA.has(option)) this.readMetadata(option, data.u64());
      else this.#options.apply(option, data);
    }
    return undefined;
  }

  /** Without a usable chain of options: every section that still follows another from `start`. */
  scan(start: number): void {
    for (let offset = start; ; ) {
      const { id, size, body } = this.#open(offset);
      if (id < 0 || id > LAST_SECTION_ID) return;
      if (id === OPTION.done) this.readOptions(offset);
      else this.readMetadata(id, offset);
      if (size > body.remaining || this.#visited.size >= MAX_SECTIONS) return;
      offset += SECTION_HEADER + size;
    }
  }
}

/** The rest of a version 7 file: sections found through the chain of options, or by walking when it is broken. */
export function readV7(reader: ByteReader, container: Container, log: DiagnosticLog): void {
  const compression = reader.cString(64);
  reader.cString(64);
  let offset = reader.u64();
  if (reader.failed) {
    throw unreadable('the version 7 header ends early', 'the file was cut short: record again');
  }
  if (compression !== 'none') {
    throw unreadable(
      `the trace.dat is compressed with ${compression}, which is not supported`,
      'convert it: trace-cmd convert --compression none -i FILE -o OTHER',
    );
  }
  const sections = new SectionReader(reader, container, log);
  const start = reader.at;
  if (offset === 0)
    log.add('options-missing', 'the recorder stopped before it wrote the options', { offset: start });
  let damaged = offset === 0;
  while (offset !== 0) {
    const next = sections.readOptions(offset);
    if (next === undefined) {
      log.add('options-damaged', 'the chain of options is broken', { offset });
      damaged = true;
      break;
    }
    offset = next;
  }
  if (damaged) sections.scan(start);
}
