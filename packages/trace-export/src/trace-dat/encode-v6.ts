import { LabError } from '@uringlab/schema';
import { FileWriter } from './file-writer.ts';
import { type BufferPlan, type FileHead, type FilePlan, placePages } from './layout.ts';
import { listMetadata, OPTION, writeHeader, writeOptions } from './write-metadata.ts';

const TABLE_ENTRY = 16;

/** The table of the top instance follows the options, those of others are pointed to. */
function topFirst(buffers: readonly BufferPlan[]): readonly BufferPlan[] {
  return buffers.toSorted((left, right) => Number(right.name === '') - Number(left.name === ''));
}

/**
 * All of a version 6 file but its pages, and where those go (trace-cmd.dat.v6(5)): metadata, options, a table of CPUs for the top
 * instance and one for each other, then all pages. It has one page size for all.
 */
export function encodeV6(plan: FilePlan): FileHead {
  const { recording, buffers } = plan;
  const pageSize = buffers[0]?.shape.pageSize ?? 4096;
  if (buffers.some(({ shape }) => shape.pageSize !== pageSize)) {
    throw new LabError(
      'E_USAGE',
      'the instances have pages of different sizes, which version 6 cannot hold',
      {
        hint: 'write version 7',
      },
    );
  }
  const writer = new FileWriter(recording.littleEndian);
  writeHeader(writer, 6, recording, pageSize);
  const shape = buffers[0]?.shape;
  if (shape !== undefined) for (const { write } of listMetadata(recording, shape)) write(writer);
  writer.u32(recording.cpuCount).text('options  \0');
  writeOptions(writer, recording);
  const pointers = new Map<string, number>();
  for (const { name } of buffers) {
    if (name === '') continue;
    writer.u16(OPTION.buffer).u32(8 + name.length + 1);
    pointers.set(name, writer.at);
    writer.u64(0).text(`${name}\0`);
  }
  writer.u16(OPTION.done);
  const tables = new Map<string, number>();
  for (const { name, clock } of topFirst(buffers)) {
    const pointer = pointers.get(name);
    if (pointer !== undefined) writer.patch64(pointer, writer.at);
    writer.text('flyrecord\0');
    tables.set(name, writer.at);
    for (let cpu = 0; cpu < recording.cpuCount; cpu++) writer.u64(0).u64(0);
    writer.u64(clock.length + 2).text(`[${clock}]`);
  }
  let start = writer.align(pageSize).at;
  for (const buffer of buffers) {
    const placed = placePages(buffer, start);
    const table = tables.get(buffer.name) as number;
    for (let cpu = 0; cpu < recording.cpuCount; cpu++) writer.patch64(table + cpu * TABLE_ENTRY, start);
    for (const { cpu, offset, size } of placed.places) {
      writer.patch64(table + cpu * TABLE_ENTRY, offset).patch64(table + cpu * TABLE_ENTRY + 8, size);
    }
    start = placed.end;
  }
  return { head: writer.bytes(), gaps: buffers.map(() => new Uint8Array(0)) };
}
