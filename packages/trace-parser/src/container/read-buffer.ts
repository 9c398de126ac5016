import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { BufferData, CpuData } from './container.ts';

const LARGEST_CPU = 65536;
/** Entries of the CPU table: u32 CPU, u64 offset, u64 size. */
const ENTRY_SIZE = 20;

/** A BUFFER option of a version 7 file, and where its section begins. */
export interface BufferOption {
  readonly section: number;
  readonly buffer: Omit<BufferData, 'compressed'>;
}

/** Reads a BUFFER option: where the pages of an instance are. Entries that make no sense are left out and reported. */
export function readBufferOption(data: ByteReader, log: DiagnosticLog): BufferOption {
  const section = data.u64();
  const name = data.cString();
  const clock = data.cString();
  const pageSize = data.u32();
  const count = data.u32();
  const cpus: CpuData[] = [];
  for (let index = 0; index < count && data.remaining >= ENTRY_SIZE; index++) {
    const entry = { cpu: data.u32(), offset: Number(data.bigU64()), size: Number(data.bigU64()) };
    if (data.failed) break;
    if (entry.cpu < LARGEST_CPU) cpus.push(entry);
  }
  if (data.failed || cpus.length < count) {
    const message = `the CPU table holds ${cpus.length} of ${count} entries`;
    log.add('buffer-damaged', message, { offset: section, instance: name });
  }
  return { section, buffer: { name, clock, pageSize, cpus } };
}
