import { readFile, stat, writeFile } from 'node:fs/promises';
import type { Agent, ProgramRequest, ProgramResult } from '@uringlab/uring-native';
import type { GuestWatch } from './guest-watch.ts';

/** What a run's record says of the machine that it ran on. */
export interface GuestDescription {
  name: string;
  kernelSource: string;
  /** What the definition knows of the kernel. */
  expectation?: string;
  accelerator: 'kvm' | 'tcg';
  acceleratorReason: string;
  qemuVersion: string;
  argv: string[];
  /** Milliseconds from the start of QEMU to the agent's first answer. */
  bootMs: number;
}

/** Why a guest failed can only be said from outside; this is all that can be known of it. */
export interface Diagnosis {
  /** `running`, `paused`, ... as QEMU has it. */
  status: string;
  /** Of all CPUs, as text. */
  registers: string;
  console: string;
}

/** Files go over in pieces of this size. */
const PIECE_BYTES = 8 * 2 ** 20;

/**
 * A running guest. Every call throws GuestError (its own code, the console with it) when the guest fails meanwhile, and E_INTERRUPTED
 * after a signal.
 */
export class Guest {
  readonly agent: Agent;
  readonly description: GuestDescription;
  /** What made the file system of each disk: `mkfs.xfs version 6.1.0`; undefined for an empty one. */
  readonly makers: readonly (string | undefined)[];
  readonly #watch: GuestWatch;
  readonly #close: () => Promise<void>;

  /** Made by boot(). */
  constructor(
    agent: Agent,
    description: GuestDescription,
    makers: readonly (string | undefined)[],
    watch: GuestWatch,
    close: () => Promise<void>,
  ) {
    this.agent = agent;
    this.description = description;
    this.makers = makers;
    this.#watch = watch;
    this.#close = close;
  }

  /** What the guest wrote to its console so far; of a long one the first and the last part. */
  get consoleText(): string {
    return this.#watch.text;
  }

  /** Copies a file into the guest, with its permissions. */
  async copyIn(local: string, path: string): Promise<void> {
    const [bytes, { mode }] = await Promise.all([readFile(local), stat(local)]);
    await this.agent.writeFile(path, bytes.subarray(0, PIECE_BYTES), { mode: mode & 0o777 });
    for (let at = PIECE_BYTES; at < bytes.length; at += PIECE_BYTES)
      await this.agent.writeFile(path, bytes.subarray(at, at + PIECE_BYTES), { way: 'append' });
  }

  /** Copies a file out of the guest. */
  async copyOut(path: string, local: string): Promise<void> {
    await writeFile(local, await this.agent.readFile(path, { offset: 0, length: PIECE_BYTES }));
    for (let at = PIECE_BYTES; ; at += PIECE_BYTES) {
      const piece = await this.agent.readFile(path, { offset: at, length: PIECE_BYTES });
      if (piece.length === 0) return;
      await writeFile(local, piece, { flag: 'a' });
    }
  }

  /** Runs a program in the guest to its end. An alarm of the kernel meanwhile counts for more than the program's result. */
  async run(request: ProgramRequest, options: { signal?: AbortSignal } = {}): Promise<ProgramResult> {
    const result = await this.agent.run(request, options);
    await this.requireSound();
    return result;
  }

  /** Throws the failure of the guest when there has been one: an oops may kill a program alone, whose result is then an ordinary one. */
  async requireSound(): Promise<void> {
    const failure = await this.#watch.settle();
    if (failure !== undefined) throw failure;
  }

  /** What is going on in there, without the guest's help. */
  async diagnose(): Promise<Diagnosis> {
    return { ...(await this.#watch.inspect()), console: this.#watch.text };
  }

  /** Ends the guest, and removes what was made for it. May be called again. */
  async close(): Promise<void> {
    await this.#close();
  }
}
