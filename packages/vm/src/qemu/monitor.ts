import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 2000;

/** The machine as QEMU sees it, whatever the guest does (QEMU Machine Protocol). */
export class Monitor {
  readonly #stream: Duplex;
  readonly #answers: ((answer: unknown) => void)[] = [];
  readonly #hostFull: () => void;

  /** `hostFull` is told when QEMU had no room to write to the image of a disk (its event BLOCK_IO_ERROR; it comes for each such write). */
  constructor(stream: Duplex, hostFull: () => void = () => {}) {
    this.#stream = stream;
    this.#hostFull = hostFull;
    createInterface({ input: stream })
      .on('line', (line) => this.#take(line))
      // What breaks the stream is that QEMU has ended, with a command of ours unread; readline passes errors of its input on.
      .on('error', () => {});
    // Before it there are no events, and no other command is taken.
    void this.#send({ execute: 'qmp_capabilities' });
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
    if (message.event === 'BLOCK_IO_ERROR' && isFull(message.data)) this.#hostFull();
  }
}

interface Message {
  return?: unknown;
  error?: unknown;
  event?: string;
  data?: BlockError;
}

interface BlockError {
  nospace?: boolean;
  reason?: string;
}

/** QEMU tells `nospace` of disks alone at whose errors it would stop the guest (blk_iostatus_is_enabled); the reason is strerror(3)'s. */
function isFull(error: BlockError | undefined): boolean {
  return error?.nospace === true || error?.reason === 'No space left on device';
}

function parse(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}
