import { isPlausiblePage } from '../pages/plausible-page.ts';
import { type PageLayout, parsePageLayout } from '../ring/page-layout.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { createBytesSource } from '../source/byte-source.ts';
import type { TraceInput } from '../source/trace-input.ts';
import { type Container, createContainer, type LazyBytes } from './container.ts';
import { FormatText } from './format-text.ts';

/**
 * Pages as `per_cpu/cpuN/trace_pipe_raw` gives them, and the files of tracefs that say what is in them. Texts have one character per byte.
 */
export interface RawRecording {
  /** `events/header_page` of the same instance: it gives the size of its sub-buffers. */
  readonly headerPage: string;
  /** `events/SYSTEM/EVENT/format`, those of `events/ftrace` with them. */
  readonly formats: readonly { readonly system: string; readonly text: string }[];
  readonly cpus: readonly { readonly cpu: number; readonly source: TraceInput }[];
  /** `/proc/kallsyms`, `printk_formats` and `saved_cmdlines`. */
  readonly kallsyms?: Uint8Array | string;
  readonly printk?: Uint8Array | string;
  readonly cmdlines?: Uint8Array | string;
  /** Byte order of the recorded machine; without it, told from the pages. */
  readonly littleEndian?: boolean;
  /** Name of the trace clock, `local` when not given. */
  readonly clock?: string;
}

/** The pages of one CPU, ready to be read. */
export interface RawCpu {
  readonly cpu: number;
  readonly source: ByteSource;
}

const PAGES_TRIED = 4;

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function toLazyBytes(text: Uint8Array | string = ''): LazyBytes {
  const bytes = typeof text === 'string' ? toBytes(text) : text;
  return { size: bytes.length, load: () => bytes };
}

function countPlausible(cpus: readonly RawCpu[], layout: PageLayout, littleEndian: boolean): number {
  let count = 0;
  for (const { source } of cpus) {
    const bytes = source.read(0, PAGES_TRIED * layout.pageSize);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let start = 0; start + layout.pageSize <= bytes.length; start += layout.pageSize) {
      if (isPlausiblePage(view, start, { layout, pageSize: layout.pageSize, littleEndian })) count++;
    }
  }
  return count;
}

/** A container of raw pages, so that they are read like those of a trace.dat. */
export function createRawContainer(raw: RawRecording, cpus: readonly RawCpu[]): Container {
  const layout = parsePageLayout(raw.headerPage, 8, 4096);
  const littleEndian =
    raw.littleEndian ?? countPlausible(cpus, layout, true) >= countPlausible(cpus, layout, false);
  const container = createContainer('', littleEndian, layout.longSize, layout.pageSize);
  container.headerPage = raw.headerPage;
  container.formats = raw.formats.map(({ system, text }) => new FormatText(system, toBytes(text), 0));
  container.kallsyms = toLazyBytes(raw.kallsyms);
  container.printk = toLazyBytes(raw.printk);
  container.cmdlines = toLazyBytes(raw.cmdlines);
  container.clock = raw.clock ?? '';
  container.buffers.push({
    name: '',
    clock: raw.clock ?? 'local',
    pageSize: layout.pageSize,
    compressed: false,
    cpus: cpus.map(({ cpu, source }) => ({ cpu, offset: 0, size: source.size, source })),
  });
  return container;
}

/** Whether a file without any magic begins with pages of the ring buffer, of the usual layout and either byte order. */
export function isRawPages(head: Uint8Array): boolean {
  const layout = parsePageLayout('', 8, 4096);
  const cpu = { cpu: 0, source: createBytesSource(head) };
  return countPlausible([cpu], layout, true) + countPlausible([cpu], layout, false) > 0;
}
