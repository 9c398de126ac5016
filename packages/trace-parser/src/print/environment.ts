import type { SymbolTable } from '../container/kallsyms.ts';
import type { PrintFunction } from './print-function.ts';

/** What print formats of one trace need besides the record. */
export interface PrintContext {
  readonly littleEndian: boolean;
  /** Bytes of a long in the recorded kernel. */
  readonly longSize: number;
  readonly symbols: () => SymbolTable;
  readonly printk: () => ReadonlyMap<bigint, string>;
  readonly constants: Readonly<Record<string, number>>;
  /** Ticks a second of the recorded kernel, where known. */
  readonly hz?: number;
  /** C functions that print formats call, by name. */
  readonly functions?: ReadonlyMap<string, PrintFunction>;
}

/** Enum names libtraceevent knows by itself (src/event-parse.c, flags[]). */
export const KNOWN_CONSTANTS: Readonly<Record<string, number>> = {
  HI_SOFTIRQ: 0,
  TIMER_SOFTIRQ: 1,
  NET_TX_SOFTIRQ: 2,
  NET_RX_SOFTIRQ: 3,
  BLOCK_SOFTIRQ: 4,
  IRQ_POLL_SOFTIRQ: 5,
  TASKLET_SOFTIRQ: 6,
  SCHED_SOFTIRQ: 7,
  HRTIMER_SOFTIRQ: 8,
  RCU_SOFTIRQ: 9,
  HRTIMER_NORESTART: 0,
  HRTIMER_RESTART: 1,
};
