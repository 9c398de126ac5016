import type { TextOutput } from '../bytes/text-output.ts';
import type { RingCursor } from '../ring/ring-cursor.ts';

const SECOND = 1_000_000_000;
/** What passes after a page's time is below 2^53. */
const LAST_PLAIN_BASE = 2n ** 64n - 2n ** 53n;
/** Bytes that a fraction and its colon take at most. */
export const FRACTION_ROOM = 12;

/** Three digits of each number below 1000, the first in the highest byte. */
const DIGITS = Int32Array.from({ length: 1000 }, (_, value) => {
  const text = String(value).padStart(3, '0');
  return (text.charCodeAt(0) << 24) | (text.charCodeAt(1) << 16) | (text.charCodeAt(2) << 8);
});

/** Time of a stream's page in the trace's clock. */
interface PageBase {
  cursor: RingCursor | undefined;
  baseChanges: number;
  /** Whether the time of a record is this one and what has passed since. */
  isPlain: boolean;
  seconds: number;
  nanoseconds: number;
}

/** Prints the time of records as `tep_print_event` does with `%6.1000d` or `%9d` (trace-cmd, tracecmd/trace-read.c). */
export class TimeColumn {
  readonly #decimals: 6 | 9;
  readonly #isCount: boolean;
  readonly #bases: PageBase[];
  #shownSeconds = -1;
  #secondsText = '';
  /** Seconds and their fraction in printed units, or just the count. */
  #seconds = 0;
  #fraction = 0;
  #lastSeconds = -1;
  #lastFraction = 0;

  constructor(nanoseconds: boolean, isCount: boolean, streams: number) {
    this.#decimals = nanoseconds ? 9 : 6;
    this.#isCount = isCount;
    this.#bases = Array.from({ length: streams }, () => ({
      cursor: undefined,
      baseChanges: -1,
      isPlain: false,
      seconds: 0,
      nanoseconds: 0,
    }));
  }

  #divide(cursor: RingCursor): void {
    const base = this.#bases[cursor.rank] as PageBase;
    if (base.cursor !== cursor || base.baseChanges !== cursor.baseChanges || !base.isPlain) {
      const { stream } = cursor;
      let time = BigInt.asUintN(64, stream.toTraceTime(cursor.base));
      // Times begin anew after the last of 64 bits.
      base.isPlain = stream.timeShift !== null && time <= LAST_PLAIN_BASE;
      if (!base.isPlain) time = BigInt.asUintN(64, stream.toTraceTime(cursor.base + BigInt(cursor.delta)));
      base.cursor = cursor;
      base.baseChanges = cursor.baseChanges;
      base.seconds = Number(time / 1_000_000_000n);
      base.nanoseconds = Number(time % 1_000_000_000n);
    }
    this.#seconds = base.seconds;
    let fraction = base.nanoseconds + (base.isPlain ? cursor.delta : 0);
    if (fraction >= SECOND) {
      const whole = Math.floor(fraction / SECOND);
      this.#seconds += whole;
      fraction -= whole * SECOND;
    }
    if (this.#decimals === 6) {
      fraction = ((fraction + 500) / 1000) | 0;
      if (fraction === 1_000_000) {
        fraction = 0;
        this.#seconds++;
      }
    }
    this.#fraction = fraction;
  }

  /** Takes the time of the record that a cursor stands on; what is written next is of it. */
  locate(cursor: RingCursor): void {
    if (this.#isCount) {
      const time = BigInt.asUintN(64, cursor.stream.toTraceTime(cursor.base + BigInt(cursor.delta)));
      this.#secondsText = `${String(time).padStart(12)}:`;
      return;
    }
    this.#divide(cursor);
    if (this.#seconds === this.#shownSeconds) return;
    this.#shownSeconds = this.#seconds;
    this.#secondsText = ` ${String(this.#seconds).padStart(5)}.`;
  }

  /** ` SECONDS.`, or all of it for clocks that do not tick in nanoseconds. */
  get seconds(): string {
    return this.#secondsText;
  }

  /** Writes the fraction and a colon, where `FRACTION_ROOM` bytes have been reserved; returns the place after them. */
  writeFraction(view: DataView, start: number): number {
    if (this.#isCount) return start;
    let at = start;
    let rest = this.#fraction | 0;
    if (this.#decimals === 9) {
      const high = (rest / 1_000_000) | 0;
      view.setInt32(at, DIGITS[high] as number);
      rest -= high * 1_000_000;
      at += 3;
    }
    const high = (rest / 1000) | 0;
    view.setInt32(at, DIGITS[high] as number);
    view.setInt32(at + 3, (DIGITS[rest - high * 1000] as number) | 0x3a);
    return at + 7;
  }

  /** Any time in the trace's clock, as the column prints it, without the colon. */
  format(time: bigint): string {
    const count = BigInt.asUintN(64, time);
    if (this.#isCount) return String(count);
    const units = this.#decimals === 9 ? count : (count + 500n) / 1000n;
    const digits = String(units).padStart(this.#decimals + 1, '0');
    return `${digits.slice(0, -this.#decimals).padStart(5)}.${digits.slice(-this.#decimals)}`;
  }

  /** Appends the difference to the time printed by the call before, in the unit of the last digit (` (+15)   `); blanks for the first. */
  appendDifference(out: TextOutput): void {
    const units = this.#decimals === 6 ? 1e6 : 1e9;
    const difference = (this.#seconds - this.#lastSeconds) * units + this.#fraction - this.#lastFraction;
    const text = this.#lastSeconds < 0 ? '' : `(+${difference})`;
    out.text(` ${text.padEnd(8)}`);
    this.#lastSeconds = this.#seconds;
    this.#lastFraction = this.#fraction;
  }
}
