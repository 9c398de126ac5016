import { callNative, type Task } from './native.ts';
import { UringError } from './uring-error.ts';

export interface TracePipe {
  cpu: number;
  /** `per_cpu/cpuN/trace_pipe_raw` of a tracefs instance. */
  source: string;
  /** The file the sub-buffers go to; created, or emptied. */
  target: string;
}

export interface RecordedPipe {
  cpu: number;
  /** Bytes in the file: whole sub-buffers. */
  bytes: number;
  pages: number;
  /** 0, or why this CPU's recording ended early (ENOSPC: the disk is full); what was written before is whole. */
  errno: number;
}

/**
 * Copies ring-buffer sub-buffers to files while they fill, one native thread a CPU. Full ones are spliced; stop()
 * adds the one being filled, whose commit word says how much of it is valid. Switch the events off before stop(),
 * or it goes on for up to five seconds.
 */
export class TracePipeRecorder {
  readonly #running = new Map<TracePipe, Task<{ bytes: number; errno: number }>>();
  #subBufferBytes = 0;

  /** Throws UringError E_PATH or E_NO_SPACE when a file cannot be opened; then nothing is running. */
  start({ cpus, subBufferBytes }: { cpus: readonly TracePipe[]; subBufferBytes: number }): void {
    if (this.#running.size > 0) throw new UringError('E_USAGE', 'the recorder is already running');
    if (!Number.isInteger(subBufferBytes) || subBufferBytes < 4096) {
      throw new UringError('E_USAGE', `subBufferBytes: ${subBufferBytes} is not the size of a sub-buffer`);
    }
    this.#subBufferBytes = subBufferBytes;
    try {
      for (const pipe of cpus) {
        const task = callNative((native) => native.recordTracePipe(pipe.source, pipe.target, subBufferBytes));
        this.#running.set(pipe, task);
      }
    } catch (error) {
      for (const task of this.#running.values()) task.stop();
      this.#running.clear();
      throw error;
    }
  }

  /** Takes what is left, then ends. The order is that of `cpus`. */
  async stop(): Promise<RecordedPipe[]> {
    const running = [...this.#running];
    this.#running.clear();
    for (const [, task] of running) task.stop();
    return Promise.all(
      running.map(async ([{ cpu }, task]) => {
        const { bytes, errno } = await task.promise;
        return { cpu, bytes, pages: bytes / this.#subBufferBytes, errno };
      }),
    );
  }
}
