import type { Agent } from '@uringlab/uring-native';
import { formatRecord, type KernelLogInterval, OVERWRITTEN } from './kernel-log-record.ts';

/** The second number of a record of /dev/kmsg. */
function sequenceOf(record: string): number {
  return Number(record.split(',', 2)[1]);
}

/** Follows the kernel log of a guest from now on, as KernelLog does that of this machine. Where it may not be read, the interval says so. */
export class GuestKernelLog {
  readonly #agent: Agent;
  readonly #first: number | string;
  #interval: Promise<KernelLogInterval> | undefined;

  private constructor(agent: Agent, first: number | string) {
    this.#agent = agent;
    this.#first = first;
  }

  static async start(agent: Agent): Promise<GuestKernelLog> {
    const first = await agent.kernelLog(0).then(
      ({ records }) => sequenceOf(records.at(-1) ?? '6,-1') + 1,
      (error: Error) => `dmesg: ${error.message}`,
    );
    return new GuestKernelLog(agent, first);
  }

  /** Called again, it says the same. */
  stop(): Promise<KernelLogInterval> {
    this.#interval ??= this.#read();
    return this.#interval;
  }

  async #read(): Promise<KernelLogInterval> {
    if (typeof this.#first === 'string') return { text: '', missing: [this.#first] };
    try {
      const { records, isIncomplete } = await this.#agent.kernelLog(this.#first);
      return { text: records.map(formatRecord).join(''), missing: isIncomplete ? [OVERWRITTEN] : [] };
    } catch (error) {
      return { text: '', missing: [`dmesg: ${(error as Error).message}`] };
    }
  }
}
