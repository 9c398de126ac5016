import { closeSync, constants, openSync, readSync } from 'node:fs';
import { formatRecord, type KernelLogInterval, OVERWRITTEN } from './kernel-log-record.ts';

const DEVICE = '/dev/kmsg';
/** The kernel's records are shorter than this (kernel/printk/printk.c, PRINTKRB_RECORD_MAX and its header). */
const RECORD_BYTES = 8192;

/**
 * Follows the kernel log from now on. /dev/kmsg gives one record for each read, and its clock (local_clock) is not
 * CLOCK_MONOTONIC; so what belongs to an interval is what appears in it, not what a timestamp says.
 */
export class KernelLog {
  #descriptor: number | undefined;
  #interval: KernelLogInterval = { text: '', missing: [] };

  /** Where the log may not be read (kernel.dmesg_restrict), `stop` says so. */
  static start(): KernelLog {
    const log = new KernelLog();
    try {
      log.#descriptor = openSync(DEVICE, constants.O_RDONLY | constants.O_NONBLOCK);
      // To the end of what there is; where that fails, so it does in stop().
      readRecords(log.#descriptor);
    } catch (error) {
      log.#interval.missing.push(describeFailure(error));
    }
    return log;
  }

  /** Reads what has come, and ends. Never throws; called again, it says the same. */
  stop(): KernelLogInterval {
    if (this.#descriptor !== undefined) {
      const { records, missing } = readRecords(this.#descriptor);
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
      this.#interval = { text: records.map(formatRecord).join(''), missing };
    }
    return this.#interval;
  }
}

function readRecords(descriptor: number): { records: string[]; missing: string[] } {
  const buffer = Buffer.allocUnsafe(RECORD_BYTES);
  const records: string[] = [];
  const missing = new Set<string>();
  for (;;) {
    try {
      records.push(buffer.toString('latin1', 0, readSync(descriptor, buffer)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The next record was overwritten; the position moved on to the oldest there is.
      if (code === 'EPIPE') missing.add(OVERWRITTEN);
      else {
        if (code !== 'EAGAIN') missing.add(describeFailure(error));
        return { records, missing: [...missing] };
      }
    }
  }
}

function describeFailure(error: unknown): string {
  return `dmesg: ${(error as NodeJS.ErrnoException).code} on ${DEVICE}`;
}
