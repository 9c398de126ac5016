import type { Recording } from '@uringlab/trace-parser';
import type { FileWriter } from './file-writer.ts';
import { describePage, type PageShape } from './page-shape.ts';

/** Options and sections of a trace.dat (trace-cmd, lib/trace-cmd/include/private/trace-cmd-private.h). */
export const OPTION = {
  done: 0,
  buffer: 3,
  traceClock: 4,
  cpuCount: 8,
  headerInfo: 16,
  ftraceEvents: 17,
  eventFormats: 18,
  kallsyms: 19,
  printk: 20,
  cmdlines: 21,
} as const;

/** Whether a header_page names what readers look for. */
function isSound(headerPage: string): boolean {
  return /\bcommit;/.test(headerPage) && /\bdata;/.test(headerPage);
}

function writeFormats(writer: FileWriter, texts: readonly string[]): void {
  writer.u32(texts.length);
  for (const text of texts) writer.u64(text.length).text(text);
}

function groupBySystem(recording: Recording): Map<string, string[]> {
  const systems = new Map<string, string[]>([['ftrace', []]]);
  for (const { system, text } of recording.formats) {
    const texts = systems.get(system);
    if (texts === undefined) systems.set(system, [text]);
    else texts.push(text);
  }
  return systems;
}

/** The blobs of metadata in the order of version 6, by the id of their section in version 7 (trace-cmd.dat.v7(5)). */
export function listMetadata(
  recording: Recording,
  shape: PageShape,
): readonly { readonly id: number; readonly write: (writer: FileWriter) => void }[] {
  const systems = groupBySystem(recording);
  const page = isSound(recording.headerPage) ? recording.headerPage : describePage(shape);
  const { headerEvent, kallsyms, printk, cmdlines } = recording;
  return [
    {
      id: OPTION.headerInfo,
      write: (writer) => {
        writer.text('header_page\0').u64(page.length).text(page);
        writer.text('header_event\0').u64(headerEvent.length).text(headerEvent);
      },
    },
    { id: OPTION.ftraceEvents, write: (writer) => writeFormats(writer, systems.get('ftrace') ?? []) },
    {
      id: OPTION.eventFormats,
      write: (writer) => {
        writer.u32(systems.size - 1);
        for (const [system, texts] of systems) {
          if (system !== 'ftrace') writeFormats(writer.text(`${system}\0`), texts);
        }
      },
    },
    { id: OPTION.kallsyms, write: (writer) => writer.u32(kallsyms.length).raw(kallsyms) },
    { id: OPTION.printk, write: (writer) => writer.u32(printk.length).raw(printk) },
    { id: OPTION.cmdlines, write: (writer) => writer.u64(cmdlines.length).raw(cmdlines) },
  ];
}

/** Options as they were recorded. */
export function writeOptions(writer: FileWriter, recording: Recording): void {
  for (const { id, data } of recording.options) writer.u16(id).u32(data.length).raw(data);
}

/** Magic, version, byte order, size of a long, page size. */
export function writeHeader(
  writer: FileWriter,
  version: 6 | 7,
  recording: Recording,
  pageSize: number,
): void {
  writer.raw(Uint8Array.of(0x17, 0x08, 0x44)).text(`tracing${version}\0`);
  writer
    .u8(recording.littleEndian ? 0 : 1)
    .u8(recording.longSize)
    .u32(pageSize);
}
