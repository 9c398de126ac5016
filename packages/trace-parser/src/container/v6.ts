import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { unreadable } from '../trace-error.ts';
import type { BufferData, Container, CpuData } from './container.ts';
import {
  readCmdlines,
  readEventFormats,
  readFtraceFormats,
  readHeaderInfo,
  readKallsyms,
  readPrintkFormats,
} from './metadata.ts';
import { OPTION } from './option-text.ts';
import { OptionReader, selectClock } from './options.ts';

const TAG_SIZE = 10;
const MOST_CPUS = 65536;

/** The CPU table of a buffer and the clock after it. Sizes of 0 are CPUs without data; wild numbers cost their CPU alone. */
function readBuffer(reader: ByteReader, cpuCount: number, name: string, container: Container): BufferData {
  const cpus: CpuData[] = [];
  for (let cpu = 0; cpu < cpuCount && !reader.failed; cpu++) {
    const offset = Number(reader.bigU64());
    const size = Number(reader.bigU64());
    if (size > 0) cpus.push({ cpu, offset, size });
  }
  const clockSize = reader.u64();
  const clock = clockSize > 0 && clockSize < 256 ? selectClock(reader.text(clockSize)) : '';
  return { name, clock, pageSize: container.pageSize, compressed: false, cpus };
}

function readOptions(reader: ByteReader, options: OptionReader): { name: string; offset: number }[] {
  const instances: { name: string; offset: number }[] = [];
  while (!reader.failed) {
    const id = reader.u16();
    if (id === OPTION.done) break;
    const size = reader.u32();
    const { at } = reader;
    reader.skip(size);
    if (reader.failed) break;
    const data = reader.fork(at, at + size);
    options.apply(id, data.fork(at, at + size), at);
    if (id === OPTION.buffer) instances.push({ offset: data.u64(), name: data.cString() });
  }
  return instances;
}

/** The metadata as far as perf has it in its tracing data (version 0.x), which is what version 6 begins with. */
export function readSharedMetadata(reader: ByteReader, container: Container): void {
  readHeaderInfo(reader, container);
  readFtraceFormats(reader, container);
  readEventFormats(reader, container);
  readKallsyms(reader, container);
  readPrintkFormats(reader, container);
}

function takeLatencyText(reader: ByteReader, container: Container): void {
  const { source, at, remaining } = reader;
  container.latencyText = { size: remaining, load: () => source.read(at, remaining) };
}

/** The rest of a version 6 file, where everything follows in a fixed order. */
export function readV6(reader: ByteReader, container: Container, log: DiagnosticLog): void {
  readSharedMetadata(reader, container);
  readCmdlines(reader, container);
  let cpuCount = reader.u32();
  let tag = reader.text(TAG_SIZE);
  let instances: { name: string; offset: number }[] = [];
  if (tag === 'options  \0') {
    instances = readOptions(reader, new OptionReader(container, log));
    tag = reader.text(TAG_SIZE);
  }
  if (tag === 'latency  \0') {
    takeLatencyText(reader, container);
    return;
  }
  if (reader.failed || tag !== 'flyrecord\0') {
    throw unreadable(
      `the metadata ends or is damaged near byte ${reader.at}; a version 6 file has its CPU table after it`,
      'the file was cut short: record again, or use a version 7 file, which survives this better',
    );
  }
  cpuCount = Math.max(cpuCount, container.cpuCount);
  const most = Math.min(MOST_CPUS, Math.floor(reader.remaining / 16));
  if (cpuCount > most) {
    log.add('buffer-damaged', `${cpuCount} CPUs do not fit the file`, { offset: reader.at });
    cpuCount = most;
  }
  container.cpuCount = cpuCount;
  container.buffers.push(readBuffer(reader, cpuCount, '', container));
  for (const { name, offset } of instances) {
    if (name === '') continue;
    const buffer = reader.fork(offset);
    if (buffer.text(TAG_SIZE) === 'flyrecord\0') {
      container.buffers.push(readBuffer(buffer, cpuCount, name, container));
    } else {
      log.add('buffer-damaged', 'no flyrecord tag where the instance should be', { offset, instance: name });
    }
  }
}
