import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '@uringlab/schema';
import { GuestError, type GuestErrorDetails } from './guest-error.ts';
import { ConsoleLog, FLOOD_BYTES } from './qemu/console-log.ts';
import { type ConsoleFinding, ConsoleWatch } from './qemu/console-watch.ts';
import { Monitor } from './qemu/monitor.ts';
import type { QemuProcess } from './qemu/qemu-process.ts';

/** After an alarm the kernel goes on with its stack trace: until it has been quiet for so long, or too long not. */
const QUIET_MS = 300;
const LONGEST_TRACE_MS = 3000;
/** Between an answer of the agent and what the kernel had written before it. */
const SETTLE_MS = 20;

const HINTS: Readonly<Record<ConsoleFinding['code'], string>> = {
  E_GUEST_PANIC: 'its console says why',
  E_GUEST_OOPS: 'its console holds the stack',
  E_GUEST_STALL: 'its console holds the stacks; on a very slow host, give the guest fewer CPUs or more time',
  E_GUEST_LOCKDEP: 'its console holds both chains of locks',
};

export interface WatchOptions {
  name: string;
  timeoutSeconds: number;
  signal?: AbortSignal | undefined;
}

/**
 * Watches over a guest from its power-on: its console, QEMU, the wall clock, the signal. The first of them that fails ends the guest, and
 * `failure` tells it; the console is kept.
 */
export class GuestWatch {
  readonly #qemu: QemuProcess;
  readonly #options: WatchOptions;
  readonly #log = new ConsoleLog();
  readonly #console: ConsoleWatch;
  readonly #monitor: Monitor;
  readonly #over = new AbortController();
  readonly #markers: string[] = [];
  #markerListener: ((text: string) => void) | undefined;
  #appendix = '';
  #lastChunkAt = 0;
  #resolveFailure!: (error: LabError) => void;
  #failure: LabError | undefined;
  #failed = false;
  /** Resolves when the guest has failed, and has been ended; never when it was closed before. */
  readonly failure: Promise<LabError>;

  constructor(qemu: QemuProcess, options: WatchOptions) {
    this.#qemu = qemu;
    this.#options = options;
    this.#monitor = new Monitor(qemu.monitor, () => void this.#hostFull());
    this.failure = new Promise((resolve) => {
      this.#resolveFailure = resolve;
    });
    this.#console = new ConsoleWatch((text) => {
      this.#markers.push(text);
      this.#markerListener?.(text);
    });
    qemu.console.on('data', (chunk: Buffer) => this.#take(chunk));
    qemu.console.once('end', () => this.#takeEnd());
    void qemu.ended.then((how) => this.#gone(how));
    const timer = setTimeout(() => void this.#late(), options.timeoutSeconds * 1000);
    this.#over.signal.addEventListener('abort', () => clearTimeout(timer));
    options.signal?.addEventListener('abort', () => this.#interrupted(), { signal: this.#over.signal });
    if (options.signal?.aborted) this.#interrupted();
  }

  /** The console so far, or its first and last part; at its end what the monitor told of a guest that was late. */
  get text(): string {
    return this.#log.text() + this.#appendix;
  }

  /** Resolves with the first marker of guest-init that begins so. */
  async marker(...beginnings: string[]): Promise<string> {
    const isOne = (text: string): boolean => beginnings.some((beginning) => text.startsWith(beginning));
    const there = this.#markers.find(isOne);
    if (there !== undefined) return there;
    return await new Promise((resolve) => {
      this.#markerListener = (text) => {
        if (isOne(text)) resolve(text);
      };
    });
  }

  /** The failure, when there is one by now: the console comes by another way than answers do, and gets a moment to arrive. */
  async settle(): Promise<LabError | undefined> {
    await sleep(SETTLE_MS);
    return this.#failed && !this.#over.signal.aborted ? await this.failure : this.#failure;
  }

  /** What QEMU can tell of the machine, whatever the guest does. */
  async inspect(): Promise<{ status: string; registers: string }> {
    return {
      status: (await this.#monitor.status()) ?? 'QEMU does not answer',
      registers: (await this.#monitor.registers()) ?? '',
    };
  }

  /** Nothing that happens from now on is a failure. */
  close(): void {
    this.#failed = true;
    this.#over.abort();
  }

  #take(chunk: Buffer): void {
    this.#lastChunkAt = performance.now();
    this.#log.push(chunk);
    this.#console.push(chunk.toString('latin1'));
    const { finding } = this.#console;
    if (finding !== undefined) void this.#alarm(finding);
    else if (this.#log.bytes > FLOOD_BYTES) void this.#flood();
  }

  #takeEnd(): void {
    this.#console.end();
    const { finding } = this.#console;
    if (finding !== undefined) void this.#alarm(finding);
  }

  async #alarm({ code, line }: ConsoleFinding): Promise<void> {
    if (!this.#claim()) return;
    const began = performance.now();
    while (performance.now() - Math.max(this.#lastChunkAt, began) < QUIET_MS) {
      if (performance.now() - began > LONGEST_TRACE_MS) break;
      await sleep(QUIET_MS / 4);
    }
    await this.#end(code, `the kernel of ${this.#options.name} says: ${line}`, { hint: HINTS[code], line });
  }

  async #flood(): Promise<void> {
    if (!this.#claim()) return;
    const text = `${this.#options.name} wrote more than ${FLOOD_BYTES / 2 ** 20} MiB to its console`;
    await this.#end('E_GUEST_FLOOD', text, { hint: 'its first and last lines are kept' });
  }

  async #late(): Promise<void> {
    if (!this.#claim()) return;
    const { status, registers } = await this.inspect();
    this.#appendix = `\n[uringlab: the guest was late; QEMU says: ${status}]\n${registers}`;
    const text = `${this.#options.name} did not come to its end within ${this.#options.timeoutSeconds} s`;
    await this.#end('E_GUEST_TIMEOUT', text, {
      hint: 'timeoutSeconds of the definition is the limit; the console ends with the registers of all CPUs',
    });
  }

  /** The guest sees an error of its disk, and makes of it what it likes: the reason is here. */
  async #hostFull(): Promise<void> {
    if (!this.#claim()) return;
    const text = `the host has no room for what ${this.#options.name} writes to its disk`;
    await this.#end('E_NO_SPACE', text, {
      hint: 'make room where the images of disks lie, or name another place with --work DIR',
    });
  }

  #interrupted(): void {
    if (!this.#claim()) return;
    void this.#qemu
      .end()
      .then(() => this.#fail(new LabError('E_INTERRUPTED', `${this.#options.name} was stopped by a signal`)));
  }

  /** The last lines of the console may still be on their way: an alarm among them says more than that QEMU has ended. */
  async #gone(how: string): Promise<void> {
    await sleep(QUIET_MS / 4);
    if (!this.#claim()) return;
    const said = this.#qemu.said().split('\n')[0] as string;
    const isBooted = this.#markers.includes('ready');
    const text = `${this.#options.name} ended ${isBooted ? 'by itself' : 'before it was ready'} (QEMU: ${[how, said].filter(Boolean).join(': ')})`;
    await this.#end(isBooted ? 'E_GUEST_GONE' : 'E_GUEST_BOOT', text, { hint: 'see its console' });
  }

  #fail(error: LabError): void {
    this.#failure = error;
    this.#resolveFailure(error);
  }

  /** True for the first that asks: there is one failure. */
  #claim(): boolean {
    if (this.#failed) return false;
    this.#failed = true;
    return true;
  }

  async #end(code: GuestError['code'], message: string, details: GuestErrorDetails): Promise<void> {
    await this.#qemu.end();
    this.#over.abort();
    this.#fail(new GuestError(code, message, this.text, details));
  }
}
