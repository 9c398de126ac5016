import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Marker } from './machine/traced-machine.ts';

/** Writes `print` events into an instance of this machine. */
export class TraceMarker implements Marker {
  #descriptor: number | undefined;
  #refusal: string | undefined;

  constructor(path: string) {
    try {
      this.#descriptor = openSync(path, constants.O_WRONLY);
    } catch (error) {
      this.#refusal = `trace_marker: ${(error as NodeJS.ErrnoException).code}`;
    }
  }

  write(text: string): void {
    if (this.#descriptor === undefined) return;
    try {
      writeSync(this.#descriptor, `${text.replace(/\p{Cc}/gu, ' ')}\n`);
    } catch (error) {
      this.#refusal ??= `trace_marker: ${(error as NodeJS.ErrnoException).code}`;
    }
  }

  refusal(): string | undefined {
    return this.#refusal;
  }

  async close(): Promise<void> {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
