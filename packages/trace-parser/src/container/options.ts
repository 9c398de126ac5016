import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DiagnosticLog } from '../diagnostics.ts';
import type { Container } from './container.ts';
import { parseCpuStats, parseStatsInstance } from './cpu-stats.ts';
import { describeOption, nameOption, OPTION } from './option-text.ts';

const LARGEST_OPTION = 16 * 1024 * 1024;
const MOST_OPTIONS = 65536;

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

function readCString(data: ByteReader): string {
  return data.text(data.remaining).replace(/\0.*$/s, '');
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

  /** Applies one option with the payload `data`, found at `offset`; sections and buffers it points to are the caller's business. */
  apply(id: number, data: ByteReader, offset: number): void {
    const { options } = this.#container;
    if (data.remaining > LARGEST_OPTION || options.length >= MOST_OPTIONS) {
      this.#log.add('option-ignored', `option ${id} of ${data.remaining} bytes is too much`, { offset });
      return;
    }
    const copy = () => data.fork(data.at, data.end);
    const text = describeOption(id, copy());
    options.push({ id, name: nameOption(id), text, data: copy().take(data.remaining) });
    this.#interpret(id, data, offset);
  }

  #interpret(id: number, data: ByteReader, offset: number): void {
    const container = this.#container;
    switch (id) {
      case OPTION.date:
        container.date = readInteger(data.text(data.remaining)) * 1000n;
        container.timeOffset += container.date;
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
        container.uname = readCString(data);
        return;
      case OPTION.version:
        container.recorder = readCString(data);
        return;
      case OPTION.traceId:
        container.traceId = data.bigU64();
        return;
      case OPTION.cpuCount:
        container.cpuCount = data.u32();
        return;
      case OPTION.timeShift:
        this.#log.add(
          'time-unsynchronised',
          'times of this guest were measured against its host; they are shown as the guest recorded them',
          { offset },
        );
        return;
      case OPTION.guest:
        this.#log.add(
          'guest-separate',
          'a guest was recorded besides, its events are in a file of their own',
          {
            offset,
          },
        );
        return;
      case OPTION.tsc2nsec:
        container.tsc = {
          multiplier: BigInt(data.u32()),
          shift: BigInt(Math.min(data.u32(), 63)),
          offset: data.bigU64(),
        };
        return;
      default:
        if (nameOption(id) !== 'unknown') return;
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
