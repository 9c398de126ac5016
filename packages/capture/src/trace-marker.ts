import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Writes `print` events into an instance. */
export class TraceMarker {
  #descriptor: number | undefined;
  /** Why a mark is not in the trace, the first time. */
  refusal: string | undefined;

  constructor(instance: string) {
    try {
      this.#descriptor = openSync(join(instance, 'trace_marker'), constants.O_WRONLY);
    } catch (error) {
      this.refusal = `trace_marker: ${(error as NodeJS.ErrnoException).code}`;
    }
  }

  /** One line: control characters could forge events in the trace's text form. */
  write(text: string): void {
    if (this.#descriptor === undefined) return;
    try {
      writeSync(this.#descriptor, `${text.replace(/\p{Cc}/gu, ' ')}\n`);
    } catch (error) {
      this.refusal ??= `trace_marker: ${(error as NodeJS.ErrnoException).code}`;
    }
  }

  /** The instance cannot be removed while this is open. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
