import { Buffer } from 'node:buffer';

/** A console that says more than this is a flood. */
export const FLOOD_BYTES = 32 * 2 ** 20;
const HEAD_BYTES = 256 * 1024;
const TAIL_BYTES = 768 * 1024;

/** What a guest wrote to its console: the first 256 KiB and the last 768 KiB of it. */
export class ConsoleLog {
  #head = Buffer.alloc(0);
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  /** Of the whole console, kept or not. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const room = HEAD_BYTES - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    while (this.#tailBytes - (this.#tail[0] as Buffer).length >= TAIL_BYTES)
      this.#tailBytes -= (this.#tail.shift() as Buffer).length;
  }

  /** With a line in place of what is left out; carriage returns are the terminal's, and go. */
  text(): string {
    const tail = Buffer.concat(this.#tail);
    const left = this.#bytes - this.#head.length - tail.length;
    const gap = left === 0 ? '' : `\n[... ${left} bytes of the console left out ...]\n`;
    return (this.#head.toString('utf8') + gap + tail.toString('utf8')).replaceAll('\r', '');
  }
}
