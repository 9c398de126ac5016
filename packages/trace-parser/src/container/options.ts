import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { Container } from './container.ts';
import { parseCpuStats, parseStatsInstance } from './cpu-stats.ts';

/** Option ids of trace-cmd (lib/trace-cmd/include/private/trace-cmd-private.h). */
export const OPTION = {
  done: 0,
  date: 1,
  cpuStat: 2,
  buffer: 3,
  traceClock: 4,
  uname: 5,
  offset: 7,
  cpuCount: 8,
  timeShift: 12,
  tsc2nsec: 14,
  headerInfo: 16,
  ftraceEvents: 17,
  eventFormats: 18,
  kallsyms: 19,
  printk: 20,
  cmdlines: 21,
  bufferText: 22,
} as const;

/** Options that say nothing about the events: hooks, version, process maps, trace id, guests, strings, BTF, last boot, modules. */
const SILENT = new Set([6, 9, 10, 11, 13, 15, 23, 24, 25]);

/** The selected clock of a `trace_clock` text: `[local] global …`, or a bare name. */
export function selectClock(text: string): string {
  return /\[([^\]]*)\]/.exec(text)?.[1] ?? (/^\s*([\w-]+)\s*\0?$/.exec(text)?.[1] || 'local');
}

function readInteger(text: string): bigint {
  const match = /^\s*(-?)(0x[0-9a-f]{1,16}|\d{1,20})/i.exec(text);
  if (match === null) return 0n;
  const value = BigInt(match[2] ?? '0');
  return match[1] === '-' ? -value : value;
}

/** Reads options one by one into a container. CPU statistics depend on the `Buffer:` option before them. */
export class OptionReader {
  readonly #container: Container;
  readonly #log: DiagnosticLog;
  #statsInstance = '';

  constructor(container: Container, log: DiagnosticLog) {
    this.#container = container;
    this.#log = log;
  }

  /** Applies one option whose payload is `data`; offsets to sections and buffers are the caller's business. */
  apply(id: number, data: ByteReader): void {
    const container = this.#container;
    const offset = data.at;
    switch (id) {
      case OPTION.date:
        container.timeOffset += readInteger(data.text(data.remaining)) * 1000n;
        return;
      case OPTION.offset:
        container.timeOffset += readInteger(data.text(data.remaining));
        return;
      case OPTION.cpuStat:
        this.#applyCpuStat(data.text(data.remaining));
        return;
      case OPTION.traceClock:
        container.clock = selectClock(data.text(data.remaining));
        return;
      case OPTION.uname:
        container.uname = data.text(data.remaining).replace(/\0.*$/s, '');
        return;
      case OPTION.cpuCount:
        container.cpuCount = data.u32();
        return;
      case OPTION.tsc2nsec:
        container.tsc = {
          multiplier: BigInt(data.u32()),
          shift: BigInt(Math.min(data.u32(), 63)),
          offset: data.bigU64(),
        };
        return;
      default:
        if (SILENT.has(id)) return;
        this.#log.add('option-ignored', `option ${id} is not understood`, { offset });
    }
  }

  #applyCpuStat(text: string): void {
    const instance = parseStatsInstance(text);
    if (instance !== undefined) {
      this.#statsInstance = instance;
      return;
    }
    const stats = parseCpuStats(text, this.#statsInstance);
    if (stats !== undefined) this.#container.cpuStats.push(stats);
  }
}
