import type { Duplex } from 'node:stream';
import { uringErrorOf } from '../system-failure.ts';
import { UringError } from '../uring-error.ts';
import { BodyReader, BodyWriter } from './body.ts';
import { CALL, type CallName } from './call-numbers.ts';
import { encodeFrame, FRAME_STATUS, type Frame, FrameReader } from './frame-codec.ts';

/** A call whose answer is still to come. */
interface Pending {
  call: number;
  resolve(body: Uint8Array): void;
  reject(error: unknown): void;
}

/** A call that was sent. */
export interface SentCall {
  answer: Promise<Uint8Array>;
  /** Asks the agent to end it early; its answer comes all the same. */
  stop(): void;
}

const MAX_ID = 0xffffffff;

/** Calls and answers over a stream. What goes wrong with the stream is the error of every call that waits, and of all later ones. */
export class Connection {
  readonly #stream: Duplex;
  readonly #frames = new FrameReader();
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #failure: unknown;
  /** Resolves when the stream is over, for whatever reason. */
  readonly ended: Promise<void>;

  constructor(stream: Duplex) {
    this.#stream = stream;
    this.ended = new Promise((resolve) => stream.once('close', resolve));
    stream.on('data', (piece: Uint8Array) => this.#receive(piece));
    stream.on('error', (cause: Error) => this.fail(brokenOff(cause.message, cause)));
    for (const event of ['end', 'close'])
      stream.on(event, () =>
        this.fail(brokenOff(this.#frames.isWithinFrame ? 'within a frame' : 'the stream ended')),
      );
  }

  /** Throws E_USAGE for a body that does not fit into a frame; all else is the answer's error. */
  send(name: CallName, body: Uint8Array): SentCall {
    if (this.#failure !== undefined) return { answer: Promise.reject(this.#failure), stop: () => {} };
    const id = this.#nextId();
    const frame = encodeFrame({ id, call: CALL[name], status: FRAME_STATUS.done, body });
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#pending.set(id, { call: CALL[name], resolve, reject });
    });
    this.#stream.write(frame);
    const stop = () => {
      if (!this.#pending.has(id)) return;
      // That it was stopped shows in the answer of the call itself.
      this.send('stop', new BodyWriter().u32(id).take()).answer.catch(() => {});
    };
    return { answer, stop };
  }

  /** Ends the conversation: this is the error of all calls from now on. The first failure counts. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#stream.destroy();
  }

  #nextId(): number {
    do this.#lastId = this.#lastId === MAX_ID ? 1 : this.#lastId + 1;
    while (this.#pending.has(this.#lastId));
    return this.#lastId;
  }

  #receive(piece: Uint8Array): void {
    try {
      for (const frame of this.#frames.push(piece)) this.#settle(frame);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Throws where the frame is nobody's answer. */
  #settle({ id, call, status, body }: Frame): void {
    if (this.#failure !== undefined) return;
    if (id === 0 && status === FRAME_STATUS.failed)
      throw new UringError('E_AGENT', `the agent gave up: ${decodeFailure(body).message}`);
    const pending = this.#pending.get(id);
    if (pending?.call !== call)
      throw new UringError('E_AGENT', `the agent makes no sense: an answer to ${id}, which was not asked`);
    this.#pending.delete(id);
    if (status === FRAME_STATUS.done) pending.resolve(body);
    else pending.reject(decodeFailure(body));
  }
}

function decodeFailure(body: Uint8Array): UringError {
  try {
    const reader = new BodyReader(body);
    return uringErrorOf({ errno: reader.i32(), syscall: reader.text(), message: reader.text() });
  } catch (error) {
    if (error instanceof UringError) return error;
    throw error;
  }
}

function brokenOff(why: string, cause?: Error): UringError {
  return new UringError('E_AGENT', `the connection to the agent broke off: ${why}`, { cause });
}
