/** Says on stderr what is being done: one line that changes on a terminal, plain lines otherwise. */
export class Progress {
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #isQuiet: boolean;

  constructor(isQuiet: boolean) {
    this.#isQuiet = isQuiet;
  }

  say(text: string): void {
    if (this.#isQuiet) return;
    process.stderr.write(this.#isTerminal ? `\r\u001b[K${text} ...` : `uringlab: ${text}\n`);
  }

  /** Clears the line, so that the next output starts at the margin. */
  end(): void {
    if (this.#isTerminal && !this.#isQuiet) process.stderr.write('\r\u001b[K');
  }
}
