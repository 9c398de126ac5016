import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 2000;

/** The machine as QEMU sees it, whatever the guest does (QEMU Machine Protocol). */
export class Monitor {
  readonly #stream: Duplex;
  readonly #answers: ((answer: unknown) => void)[] = [];
  #isGreeted = false;

  constructor(stream: Duplex) {
    this.#stream = stream;
    createInterface({ input: stream }).on('line', (line) => this.#take(line));
  }

  /** `running`, `paused`, `internal-error`, ...; undefined when QEMU does not answer. */
  async status(): Promise<string | undefined> {
    const answer = await this.#execute('query-status', {});
    return (answer as { status?: string } | undefined)?.status;
  }

  /** The registers of all CPUs as text; undefined when QEMU does not answer. */
  async registers(): Promise<string | undefined> {
    const answer = await this.#execute('human-monitor-command', { 'command-line': 'info registers -a' });
    return typeof answer === 'string' ? answer.replaceAll('\r', '') : undefined;
  }

  async #execute(execute: string, args: object): Promise<unknown> {
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      await this.#send({ execute: 'qmp_capabilities' });
    }
    return await this.#send({ execute, arguments: args });
  }

  async #send(command: object): Promise<unknown> {
    const answer = new Promise<unknown>((resolve) => this.#answers.push(resolve));
    this.#stream.write(`${JSON.stringify(command)}\n`);
    return await Promise.race([answer, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Commands are answered in their order; greetings and events come in between. */
  #take(line: string): void {
    const message = parse(line);
    if ('return' in message || 'error' in message) this.#answers.shift()?.(message.return);
  }
}

function parse(line: string): { return?: unknown; error?: unknown } {
  try {
    return JSON.parse(line) as object;
  } catch {
    return {};
  }
}
