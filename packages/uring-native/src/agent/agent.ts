import type { Duplex } from 'node:stream';
import type { Execution } from '../execution.ts';
import type { Extent } from '../extents.ts';
import type { Look, LookOptions } from '../look.ts';
import type { CachePreparation } from '../page-cache.ts';
import type { Plan } from '../plan.ts';
import { encodePlan } from '../plan-codec.ts';
import { DISABLED_SYSCTL, describeProbe, type Probe } from '../probe.ts';
import { decodeResult } from '../result-codec.ts';
import { UringError } from '../uring-error.ts';
import { BodyReader, BodyWriter } from './body.ts';
import type { CallName } from './call-numbers.ts';
import {
  type FileStatus,
  type KernelLogRecords,
  type ListedFile,
  type ProgramRequest,
  type ProgramResult,
  readProgramResult,
  type SpaceStatus,
  WRITE_WAYS,
  type WriteWay,
} from './call-values.ts';
import { Connection } from './connection.ts';
import { runPlanApart } from './run-plan-apart.ts';

interface CallOptions {
  /** Asks the agent to end the call early; it answers all the same, with what it has. */
  signal?: AbortSignal | undefined;
}

const WHOLE_FILE = 0xffff_ffff_ffff_ffffn;
const DEFAULT_OUTPUT_BYTES = 2 ** 20;

/**
 * The machine of an agent (`uring-agent serve`), by whatever stream leads to it: the names, shapes and errors of the local functions.
 * Every call throws UringError with the errno of the other machine, and E_AGENT when the stream breaks off or makes no sense.
 * Calls run side by side; answers come when they are ready.
 */
export class Agent {
  readonly #connection: Connection;

  constructor(stream: Duplex) {
    this.#connection = new Connection(stream);
  }

  /** Resolves when the stream is over. */
  get ended(): Promise<void> {
    return this.#connection.ended;
  }

  /** Ends the conversation: this is the error of every call that waits, and of all later ones. */
  fail(error: unknown): void {
    this.#connection.fail(error);
  }

  /** Closes the stream; an agent that serves stops what it is doing, and ends. */
  close(): void {
    this.fail(new UringError('E_AGENT', 'the connection to the agent was closed'));
  }

  /** As execute() here: an aborted signal gives what came back until then. */
  async execute(plan: Plan, options: CallOptions = {}): Promise<Execution> {
    const bytes = encodePlan(plan);
    if (plan.fileSizeLimit !== undefined) return decodeResult(await runPlanApart(this, bytes, options));
    return decodeResult(await this.#answer('execute', (body) => body.raw(bytes), options));
  }

  look(
    path: string,
    offset: bigint | number,
    length: number,
    { direct, nowait = false }: LookOptions,
  ): Promise<Look> {
    return this.#call(
      'look',
      (body) => body.text(path).u64(offset).u64(length).u8(direct).u8(nowait),
      (reader) => ({ result: Number(reader.i64()), bytes: reader.plainBytes() }),
    );
  }

  prepareCache(
    path: string,
    { drop, random, touch }: CachePreparation,
    options: CallOptions = {},
  ): Promise<void> {
    const offsets = BigInt64Array.from(touch.offset);
    return this.#call(
      'prepareCache',
      (body) =>
        body
          .text(path)
          .u8(drop)
          .u8(random)
          .u64(touch.length)
          .u32(offsets.length)
          .raw(new Uint8Array(offsets.buffer)),
      () => {},
      options,
    );
  }

  residency(path: string, offset: bigint | number, length: bigint | number): Promise<Uint8Array> {
    return this.#call(
      'residency',
      (body) => body.text(path).u64(offset).u64(length),
      (reader) => reader.plainBytes(),
    );
  }

  extents(path: string): Promise<Extent[]> {
    return this.#call(
      'extents',
      (body) => body.text(path),
      (reader) =>
        reader.list(() => ({
          logical: reader.size(),
          physical: reader.size(),
          length: reader.size(),
          flags: reader.u32(),
        })),
    );
  }

  async probe(): Promise<Probe> {
    const found = await this.#call(
      'probe',
      (body) => body,
      (reader) => ({
        errno: reader.i32(),
        sqpollErrno: reader.i32(),
        features: reader.u32(),
        crc32cInHardware: reader.u8() !== 0,
        ops: reader.bytes(),
        liburing: reader.text(),
        pageBytes: reader.u32(),
      }),
    );
    const disabled = await this.readFile(DISABLED_SYSCTL).catch((error: UringError) => {
      if (error.code !== 'E_PATH') throw error;
      return undefined;
    });
    return describeProbe(found, disabled?.toString('latin1'));
  }

  truncate(path: string, bytes: bigint | number): Promise<void> {
    return this.#call('truncate', (body) => body.text(path).u64(bytes));
  }

  /** Up to `length` bytes, fewer at the end of the file; files of the kernel, which tell no size, as well. At most 256 MiB. */
  readFile(path: string, range: { offset?: number; length?: number } = {}): Promise<Buffer> {
    const { offset = 0, length = WHOLE_FILE } = range;
    return this.#call(
      'readFile',
      (body) => body.text(path).u64(offset).u64(length),
      (reader) => reader.bytes(),
    );
  }

  /** `update` writes over what is there, as control files want it. */
  writeFile(
    path: string,
    data: string | Uint8Array,
    { way = 'create', mode = 0o644 }: { way?: WriteWay; mode?: number } = {},
  ): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    return this.#call('writeFile', (body) => body.text(path).u8(WRITE_WAYS[way]).u32(mode).bytes(bytes));
  }

  readDirectory(path: string): Promise<ListedFile[]> {
    return this.#call(
      'readDirectory',
      (body) => body.text(path),
      (reader) => reader.list(() => ({ isDirectory: reader.u8() !== 0, name: reader.text() })),
    );
  }

  makeDirectory(path: string, mode = 0o755): Promise<void> {
    return this.#call('makeDirectory', (body) => body.text(path).u32(mode));
  }

  removeDirectory(path: string): Promise<void> {
    return this.#call('removeDirectory', (body) => body.text(path));
  }

  removeFile(path: string): Promise<void> {
    return this.#call('removeFile', (body) => body.text(path));
  }

  /** `options` as mount(8) takes them: flags of all file systems, and what this one understands. */
  mount(source: string, target: string, type: string, options = ''): Promise<void> {
    return this.#call('mount', (body) => body.text(source).text(target).text(type).text(options));
  }

  unmount(target: string): Promise<void> {
    return this.#call('unmount', (body) => body.text(target));
  }

  statfs(path: string): Promise<SpaceStatus> {
    return this.#call(
      'statfs',
      (body) => body.text(path),
      (reader) => ({
        type: reader.size(),
        bsize: reader.size(),
        blocks: reader.size(),
        bfree: reader.size(),
        bavail: reader.size(),
      }),
    );
  }

  stat(path: string): Promise<FileStatus> {
    return this.#call(
      'stat',
      (body) => body.text(path),
      (reader) => ({
        inode: reader.size(),
        bytes: reader.size(),
        blockBytes: reader.size(),
        mode: reader.u32(),
        device: { major: reader.u32(), minor: reader.u32() },
      }),
    );
  }

  /** fsync(2). */
  sync(path: string): Promise<void> {
    return this.#call('sync', (body) => body.text(path));
  }

  /** As TracePipeRecorder for one CPU, into a file there. A file that cannot be opened is told before any later call is answered. */
  recordTracePipe(
    source: string,
    target: string,
    subBufferBytes: number,
  ): { ended: Promise<{ bytes: number; errno: number }>; stop(): void } {
    const body = new BodyWriter().text(source).text(target).u32(subBufferBytes).take();
    const { answer, stop } = this.#connection.send('recordTracePipe', body);
    const ended = answer.then((bytes) =>
      decode(bytes, (reader) => ({ bytes: reader.size(), errno: reader.i32() })),
    );
    return { ended, stop };
  }

  /** Runs a program without a shell; it, and what it started, is killed at the end of `limitMs` or when the signal aborts. */
  run(request: ProgramRequest, options: CallOptions = {}): Promise<ProgramResult> {
    const { environment, directory = '', limitMs = 0, outputBytes = DEFAULT_OUTPUT_BYTES } = request;
    const write = (body: BodyWriter): BodyWriter => {
      body.texts(request.arguments).u8(environment !== undefined);
      if (environment !== undefined)
        body.texts(Object.entries(environment).map(([name, value]) => `${name}=${value}`));
      return body.text(directory).u32(limitMs).u32(outputBytes);
    };
    return this.#call('run', write, readProgramResult, options);
  }

  /** The records of /dev/kmsg from this sequence number on, as they are read there. */
  kernelLog(firstSequence: number): Promise<KernelLogRecords> {
    return this.#call(
      'kernelLog',
      (body) => body.u64(firstSequence),
      (reader) => ({
        isIncomplete: reader.u8() !== 0,
        records: reader.list(() => reader.bytes().toString('latin1')),
      }),
    );
  }

  /** Switches the machine off; resolves when the stream is over. Refused by an agent on standard streams: that is no guest. */
  async powerOff(): Promise<void> {
    const answer = this.#answer('powerOff', (body) => body, {});
    const refused = answer.then(
      () => new Promise<never>(() => {}),
      (error: UringError) => {
        if (error.code !== 'E_AGENT') throw error;
      },
    );
    await Promise.race([refused, this.ended]);
  }

  async #call<T = void>(
    name: CallName,
    write: (body: BodyWriter) => BodyWriter,
    read: (reader: BodyReader) => T = () => undefined as T,
    options: CallOptions = {},
  ): Promise<T> {
    return decode(await this.#answer(name, write, options), read);
  }

  async #answer(
    name: CallName,
    write: (body: BodyWriter) => BodyWriter,
    { signal }: CallOptions,
  ): Promise<Uint8Array> {
    const { answer, stop } = this.#connection.send(name, write(new BodyWriter()).take());
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

function decode<T>(bytes: Uint8Array, read: (reader: BodyReader) => T): T {
  const reader = new BodyReader(bytes);
  const value = read(reader);
  reader.end();
  return value;
}
