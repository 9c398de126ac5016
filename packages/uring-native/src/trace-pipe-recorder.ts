import { asUringError, callNative } from './native.ts';
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

/** The native thread of one CPU. */
interface Reader {
  stop(): void;
  ended: Promise<RecordedPipe>;
}

/**
 * Copies ring-buffer sub-buffers to files while they fill, one native thread a CPU. Full ones are spliced; stop()
 * adds the one being filled, whose commit word says how much of it is valid. Switch the events off before stop(),
 * or it goes on for up to five seconds.
 */
export class TracePipeRecorder {
  #readers: Reader[] = [];

  /** Throws UringError E_PATH or E_NO_SPACE when a file cannot be opened; then nothing is running any more. */
  async start({
    cpus,
    subBufferBytes,
  }: {
    cpus: readonly TracePipe[];
    subBufferBytes: number;
  }): Promise<void> {
    if (this.#readers.length > 0) throw new UringError('E_USAGE', 'the recorder is already running');
    if (!Number.isInteger(subBufferBytes) || subBufferBytes < 4096) {
      throw new UringError('E_USAGE', `subBufferBytes: ${subBufferBytes} is not the size of a sub-buffer`);
    }
    try {
      for (const pipe of cpus) this.#readers.push(startReader(pipe, subBufferBytes));
    } catch (error) {
      // What one of the others failed with meanwhile comes second.
      await this.stop().catch(() => {});
      throw error;
    }
  }

  /** Takes what is left, then ends. The order is that of `cpus`. The first error is thrown when all have ended. */
  async stop(): Promise<RecordedPipe[]> {
    const readers = this.#readers;
    this.#readers = [];
    for (const { stop } of readers) stop();
    const ended = readers.map((reader) => reader.ended);
    await Promise.allSettled(ended);
    return Promise.all(ended);
  }
}

function startReader({ cpu, source, target }: TracePipe, subBufferBytes: number): Reader {
  const { promise, stop } = callNative((native) => native.recordTracePipe(source, target, subBufferBytes));
  const ended = promise.then(
    ({ bytes, errno }) => ({ cpu, bytes, pages: bytes / subBufferBytes, errno }),
    (error) => Promise.reject(asUringError(error)),
  );
  // It is stop() that tells; until then nobody listens, and that would end the process.
  ended.catch(() => {});
  return { stop, ended };
}
