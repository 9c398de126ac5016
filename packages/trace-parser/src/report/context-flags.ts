import type { EventFormat } from '../format/event-format.ts';

/*
 * The flags of the interrupted context (include/linux/trace_events.h, enum trace_flag_type) as libtraceevent prints them in the
 * latency format (src/event-parse.c, data_latency_format).
 */
const IRQS_OFF = 0x01;
const IRQS_UNKNOWN = 0x02;
const NEED_RESCHED = 0x04;
const HARD_IRQ = 0x08;
const SOFT_IRQ = 0x10;

export const CONTEXT = { HARD_IRQ, SOFT_IRQ } as const;

/** Reads one common byte of a record: 0 where the format has none. */
export type ByteReader = (view: DataView, at: number, size: number) => number;

/** A reader for a common field of one byte. */
export function compileCommonByte(format: EventFormat | undefined, name: string): ByteReader {
  const field = format?.fields.find((candidate) => candidate.name === name);
  if (field === undefined || field.size !== 1) return () => 0;
  const { offset } = field;
  return (view, at, size) => (size > offset ? view.getUint8(at + offset) : 0);
}

/** `d..2.`: interrupts off, reschedule needed, in an interrupt, depth of preemption and of migration disabling. */
export function formatContextFlags(flags: number, preemptCount: number): string {
  const hard = (flags & HARD_IRQ) !== 0;
  const soft = (flags & SOFT_IRQ) !== 0;
  const interrupts = (flags & IRQS_OFF) !== 0 ? 'd' : (flags & IRQS_UNKNOWN) !== 0 ? 'X' : '.';
  const context = hard && soft ? 'H' : hard ? 'h' : soft ? 's' : '.';
  const depth = (count: number): string => (count === 0 ? '.' : count.toString(16));
  return `${interrupts}${(flags & NEED_RESCHED) !== 0 ? 'N' : '.'}${context}${depth(preemptCount & 15)}${depth(preemptCount >> 4)}`;
}
