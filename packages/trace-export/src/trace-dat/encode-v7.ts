import { FileWriter } from './file-writer.ts';
import { type FileHead, type FilePlan, placePages } from './layout.ts';
import { listMetadata, OPTION, writeHeader, writeOptions } from './write-metadata.ts';

const SECTION_HEADER = 16;
const NO_DESCRIPTION = 0xffffffff;
const SMALLEST_PAGE = 4096;

function openSection(writer: FileWriter, id: number): number {
  writer.u16(id).u16(0).u32(NO_DESCRIPTION).u64(0);
  return writer.at;
}

/**
 * All of a version 7 file but its pages, and where those go. The sections come first, so that the file can be written from start to end
 * (trace-cmd.dat.v7(5)): metadata, options, then the buffers.
 */
export function encodeV7(plan: FilePlan): FileHead {
  const { recording, buffers } = plan;
  const writer = new FileWriter(recording.littleEndian);
  const shape = buffers[0]?.shape;
  writeHeader(writer, 7, recording, shape?.pageSize ?? SMALLEST_PAGE);
  writer.text('none\0').text('\0');
  const pointer = writer.at;
  writer.u64(0);
  const sections = (shape === undefined ? [] : listMetadata(recording, shape)).map(({ id, write }) => {
    const start = openSection(writer, id);
    write(writer);
    writer.patch64(start - 8, writer.at - start);
    return { id, offset: start - SECTION_HEADER };
  });
  writer.patch64(pointer, writer.at);
  const options = openSection(writer, OPTION.done);
  for (const { id, offset } of sections) writer.u16(id).u32(8).u64(offset);
  writeOptions(writer, recording);
  writer.u16(OPTION.cpuCount).u32(4).u32(recording.cpuCount);
  const tables = buffers.map(({ name, clock, shape, cpus }) => {
    writer.u16(OPTION.buffer).u32(8 + name.length + 1 + clock.length + 1 + 8 + cpus.length * 20);
    const table = writer.at;
    writer.u64(0).text(`${name}\0${clock}\0`).u32(shape.pageSize).u32(cpus.length);
    const entries = writer.at;
    for (const { cpu } of cpus) writer.u32(cpu).u64(0).u64(0);
    return { table, entries };
  });
  writer.u16(OPTION.done).u32(8).u64(0);
  writer.patch64(options - 8, writer.at - options);

  let end = writer.at;
  const gaps = buffers.map((buffer, index) => {
    const { table, entries } = tables[index] as (typeof tables)[number];
    const start = end;
    const placed = placePages(buffer, start + SECTION_HEADER);
    end = placed.end;
    writer.patch64(table, start);
    for (const [row, { offset, size }] of placed.places.entries()) {
      writer.patch64(entries + row * 20 + 4, offset).patch64(entries + row * 20 + 12, size);
    }
    const section = new FileWriter(recording.littleEndian);
    section
      .u16(OPTION.buffer)
      .u16(0)
      .u32(NO_DESCRIPTION)
      .u64(end - start - SECTION_HEADER);
    section.raw(new Uint8Array((placed.places[0]?.offset ?? end) - start - SECTION_HEADER));
    return section.bytes();
  });
  return { head: writer.bytes(), gaps };
}
