/** `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `3 events`, `1 event`. */
export function formatNumberOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Clocks that tick in nanoseconds (kernel/trace/trace.c, trace_clocks); times of a text are printed as seconds. */
const NANOSECOND_CLOCK = /^(?:local|global|uptime|perf|mono.*|boot|tai|tsc2nsec|unknown)$/;

export function isNanosecondClock(clock: string): boolean {
  return NANOSECOND_CLOCK.test(clock);
}

/** Seconds with nine decimals, as `trace report -t` prints them; the count itself where a clock counts something else. */
export function formatTraceTime(time: bigint, ticksInNanoseconds: boolean): string {
  if (!ticksInNanoseconds) return String(time);
  const digits = String(time).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** Text of a trace has a byte to a character: controls and what is no ASCII are shown as `\x1b`. */
export function showText(text: string): string {
  return text.replace(
    /[^\n\t\x20-\x7e]/g,
    (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** Columns of text, all but the last aligned; numbers to the right. */
export function alignColumns(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths: number[] = [];
  const texts = rows.map((row) =>
    row.map((cell, column) => {
      const text = typeof cell === 'number' ? formatCount(cell) : cell;
      widths[column] = Math.max(widths[column] ?? 0, text.length);
      return text;
    }),
  );
  return texts.map((row, index) =>
    row
      .map((text, column) =>
        typeof rows[index]?.[column] === 'number'
          ? text.padStart(widths[column] ?? 0)
          : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
