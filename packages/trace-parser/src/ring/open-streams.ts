import type { BufferData, Container, CpuData } from '../container/container.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import { createPlainPages } from '../pages/plain-pages.ts';
import { createBytesSource } from '../source/byte-source.ts';
import type { CpuStream } from './cpu-stream.ts';
import { isPageSize, type PageLayout } from './page-layout.ts';

/** Corrections of the ring buffer's time in the order trace-cmd makes them: TSC to nanoseconds, then the offsets. */
function createTimeConversion(container: Container): (time: bigint) => bigint {
  const { tsc, timeOffset } = container;
  if (tsc !== null) return (time) => ((time * tsc.multiplier) >> tsc.shift) + tsc.offset + timeOffset;
  if (timeOffset !== 0n) return (time) => time + timeOffset;
  return (time) => time;
}

function countPages(
  bytes: Uint8Array,
  name: string,
  data: CpuData,
  pageSize: number,
  log: DiagnosticLog,
): number {
  const place = { offset: data.offset, instance: name, cpu: data.cpu };
  if (data.offset >= bytes.length) {
    log.add('cpu-outside-file', 'the pages of the CPU are beyond the end of the file', place);
    return 0;
  }
  const available = Math.min(data.size, bytes.length - data.offset);
  const count = Math.floor(available / pageSize);
  if (count * pageSize < data.size) {
    const bytesSkipped = available - count * pageSize;
    const message = `${data.size} bytes of pages were recorded, ${count} whole pages are there`;
    log.add('page-truncated', message, {
      ...place,
      offset: data.offset + count * pageSize,
      page: count,
      bytesSkipped,
    });
  }
  return count;
}

/** The streams of all CPUs of all instances, in the order that settles ties of time. */
export function openStreams(
  bytes: Uint8Array,
  container: Container,
  layout: PageLayout,
  log: DiagnosticLog,
): CpuStream[] {
  const source = createBytesSource(bytes);
  const timeShift = container.tsc === null ? container.timeOffset : null;
  const toTraceTime = createTimeConversion(container);
  const streams: CpuStream[] = [];
  for (const [instanceIndex, buffer] of container.buffers.entries()) {
    const pageSize = choosePageSize(buffer, layout);
    if (pageSize === undefined) {
      const message = `${buffer.pageSize} is no size of a page`;
      log.add('buffer-damaged', message, { offset: 0, instance: buffer.name });
      continue;
    }
    const seen = new Set<number>();
    for (const data of [...buffer.cpus].sort((left, right) => left.cpu - right.cpu)) {
      const { cpu, offset } = data;
      if (seen.has(cpu)) {
        log.add('cpu-duplicate', 'the CPU is listed twice', { offset, instance: buffer.name, cpu });
        continue;
      }
      seen.add(cpu);
      const count = countPages(bytes, buffer.name, data, pageSize, log);
      const pages = createPlainPages(source, offset, count, pageSize);
      const { littleEndian } = container;
      streams.push({
        cpu,
        instance: buffer.name,
        instanceIndex,
        littleEndian,
        layout,
        pageSize,
        pages,
        toTraceTime,
        timeShift,
      });
    }
  }
  return streams;
}

function choosePageSize(buffer: BufferData, layout: PageLayout): number | undefined {
  return [buffer.pageSize, layout.pageSize].find((size) => isPageSize(size) && size > layout.dataOffset);
}
