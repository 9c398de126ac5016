import type { BufferData, Container, CpuData } from '../container/container.ts';
import type { DiagnosticLog, DiagnosticPlace } from '../diagnostics.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { isPageSize, type PageLayout } from '../ring/page-layout.ts';
import type { PageSource } from '../ring/page-source.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { Codec } from '../source/codec.ts';
import { ChunkCache } from './chunk-cache.ts';
import { readChunkList } from './chunk-list.ts';
import { ChunkPages } from './chunk-pages.ts';
import { createPlainPages } from './plain-pages.ts';
import { recoverBuffers } from './recover-buffers.ts';

/** Corrections of the ring buffer's time in the order trace-cmd makes them: TSC to nanoseconds, then the offsets. */
function createTimeConversion(container: Container): (time: bigint) => bigint {
  const { tsc, timeOffset } = container;
  if (tsc !== null) {
    return (time) => BigInt.asUintN(64, ((time * tsc.multiplier) >> tsc.shift) + tsc.offset + timeOffset);
  }
  if (timeOffset !== 0n) return (time) => BigInt.asUintN(64, time + timeOffset);
  return (time) => time;
}

function choosePageSize(buffer: BufferData, layout: PageLayout): number | undefined {
  return [buffer.pageSize, layout.pageSize].find((size) => isPageSize(size) && size > layout.dataOffset);
}

/** trace-cmd leaves the count before the chunks out of the size of a CPU's data. */
const COUNT_SIZE = 4;

/** What the pages of one CPU are opened with. */
interface Opening {
  readonly source: ByteSource;
  readonly data: CpuData;
  readonly pageSize: number;
  readonly place: DiagnosticPlace;
  readonly log: DiagnosticLog;
}

function openPlainPages({ source, data, pageSize, place, log }: Opening): PageSource {
  const { offset, size } = data;
  const available = Math.min(size, source.size - offset);
  const count = Math.floor(available / pageSize);
  if (count * pageSize < size) {
    const message = `${size} bytes of pages were recorded, ${count} whole pages are there`;
    const end = offset + count * pageSize;
    log.add('page-truncated', message, {
      ...place,
      offset: end,
      page: count,
      bytesSkipped: available - count * pageSize,
    });
  }
  return createPlainPages(source, offset, count, pageSize, (page) =>
    log.add('source-changed', 'the input has become shorter while it was read', {
      ...place,
      offset: offset + page * pageSize,
      page,
    }),
  );
}

function openChunkPages(
  opening: Opening,
  codec: Codec,
  littleEndian: boolean,
  cache: ChunkCache,
): PageSource {
  const { source, data, pageSize, place, log } = opening;
  const end = data.offset + COUNT_SIZE + data.size;
  const { chunks, damage } = readChunkList(source, data.offset, end, littleEndian, pageSize);
  for (const { message, offset } of damage) log.add('chunk-list', message, { ...place, offset });
  return new ChunkPages(source, chunks, codec, pageSize, cache);
}

/** The pages of all CPUs of all instances, in the order that settles ties of time: by instance, then by CPU. */
export function openPages(
  source: ByteSource,
  container: Container,
  layout: PageLayout,
  log: DiagnosticLog,
): CpuStream[] {
  recoverBuffers(source, container, layout, log);
  const { littleEndian, codec } = container;
  const timeShift = container.tsc === null ? container.timeOffset : null;
  const shared = { littleEndian, layout, toTraceTime: createTimeConversion(container), timeShift };
  const cache = new ChunkCache();
  const opened: CpuStream[] = [];
  for (const [instanceIndex, buffer] of container.buffers.entries()) {
    const instance = buffer.name;
    const pageSize = choosePageSize(buffer, layout);
    if (pageSize === undefined) {
      log.add('buffer-damaged', `${buffer.pageSize} is no size of a page`, { offset: 0, instance });
      continue;
    }
    for (const data of selectCpus(source, buffer, log)) {
      const { cpu, offset } = data;
      const place = { offset, instance, cpu };
      const opening = { source: data.source ?? source, data, pageSize, place, log };
      const pages =
        buffer.compressed && codec !== null
          ? openChunkPages(opening, codec, littleEndian, cache)
          : openPlainPages(opening);
      opened.push({ cpu, instance, instanceIndex, pageSize, pages, ...shared });
    }
  }
  return opened;
}

/** The CPUs of a buffer in their order, each once, and those only whose pages begin in the source. */
function selectCpus(source: ByteSource, buffer: BufferData, log: DiagnosticLog): CpuData[] {
  const seen = new Set<number>();
  return [...buffer.cpus]
    .sort((left, right) => left.cpu - right.cpu)
    .filter((data) => {
      const offset = Math.min(data.offset, (data.source ?? source).size);
      const place = { offset, instance: buffer.name, cpu: data.cpu };
      if (seen.has(data.cpu)) {
        log.add('cpu-duplicate', 'the CPU is listed twice', place);
        return false;
      }
      seen.add(data.cpu);
      const inside = data.offset < (data.source ?? source).size;
      if (!inside) {
        log.add('cpu-outside-file', 'the pages of the CPU are beyond the end of the file', place);
      }
      return inside;
    });
}
