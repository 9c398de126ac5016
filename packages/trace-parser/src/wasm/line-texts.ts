import { SYMBOL_ROOM } from '../print/assemble/conversions.ts';
import { describeAddress } from '../print/runtime/write-address.ts';
import { formatLoss, type LineSource } from '../report/line-writer.ts';
import type { CpuStream } from '../ring/cpu-stream.ts';
import { type EventWriters, LINE_TOO_LONG } from './event-writers.ts';
import { fillSymbolSlot, fillTaskSlot, formatTask, type MemoryText } from './text-slots.ts';
import type { LineCallbacks } from './web-assembly.ts';

/** What the module asks for while it writes lines. */
export function createLineCallbacks(
  source: LineSource,
  streams: readonly CpuStream[],
  memory: MemoryText,
  writers: EventWriters,
): LineCallbacks {
  const { comms, prefixes } = source;
  const nameSymbol = (high: number, low: number, kind: number): string =>
    describeAddress(high, low, kind === 1, source);
  return {
    fillTask: (pid, slot) => fillTaskSlot(memory, comms, pid, slot),
    writeTask: (pid, at) => memory.write(formatTask(comms, pid), at),
    fillSymbol: (high, low, kind, slot) => fillSymbolSlot(memory, nameSymbol(high, low, kind), slot),
    writeSymbol(high, low, kind, at) {
      const text = nameSymbol(high, low, kind);
      if (text.length > SYMBOL_ROOM) throw LINE_TOO_LONG;
      return memory.write(text, at);
    },
    writeLoss(rank, lost, at) {
      const { cpu, instanceIndex } = streams[rank] as CpuStream;
      return memory.write((prefixes[instanceIndex] ?? '') + formatLoss(cpu, lost), at);
    },
    writeEvent: (type, payload, size, at) => writers.write(type, payload, size, at),
    learn: (type, payload, size) => writers.learn(type, payload, size),
  };
}
