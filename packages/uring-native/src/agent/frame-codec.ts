import { Buffer } from 'node:buffer';
import { UringError } from '../uring-error.ts';
import { BodyReader, BodyWriter } from './body.ts';

// The layout is that of native/agent/frames.hpp.
const MAGIC = 0x46415255;
const HEADER_BYTES = 16;
/** Of a body, in both directions. */
const MAX_BODY_BYTES = 256 * 2 ** 20;

export const FRAME_STATUS = { done: 0, failed: 1 } as const;

export interface Frame {
  /** The host's choice; the answer's is that of its request. */
  id: number;
  call: number;
  status: number;
  body: Uint8Array;
}

/** Throws E_USAGE for a body that is too long for a frame. */
export function encodeFrame({ id, call, status, body }: Frame): Uint8Array {
  if (body.length > MAX_BODY_BYTES)
    throw new UringError('E_USAGE', `${body.length} bytes are more than an agent takes at once`);
  const header = new BodyWriter().u32(MAGIC).u32(body.length).u32(id);
  return header
    .u8(call & 0xff)
    .u8(call >> 8)
    .u8(status & 0xff)
    .u8(status >> 8)
    .raw(body)
    .take();
}

/** Finds the frames in a stream that comes in pieces of any size. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #wanted = HEADER_BYTES;
  #header: Omit<Frame, 'body'> | undefined;

  /** The frames that are whole now. Throws E_AGENT for what is no frame; the stream is of no use then. */
  push(piece: Uint8Array): Frame[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const frames: Frame[] = [];
    while (this.#bytes >= this.#wanted) {
      const part = this.#take(this.#wanted);
      if (this.#header === undefined) this.#begin(part);
      else frames.push(this.#finish(this.#header, part));
    }
    return frames;
  }

  /** Whether the stream ends within a frame, should it end now. */
  get isWithinFrame(): boolean {
    return this.#header !== undefined || this.#bytes > 0;
  }

  #begin(bytes: Uint8Array): void {
    const reader = new BodyReader(bytes);
    const magic = reader.u32();
    const length = reader.u32();
    if (magic !== MAGIC) throw new UringError('E_AGENT', 'the agent makes no sense: bad magic of a frame');
    if (length > MAX_BODY_BYTES)
      throw new UringError('E_AGENT', `the agent makes no sense: a frame of ${length} bytes`);
    this.#header = { id: reader.u32(), call: reader.u16(), status: reader.u16() };
    this.#wanted = length;
  }

  #finish(header: Omit<Frame, 'body'>, body: Uint8Array): Frame {
    this.#header = undefined;
    this.#wanted = HEADER_BYTES;
    return { ...header, body };
  }

  /** Bytes with a buffer of their own: what is decoded from them is never beside somebody else's. */
  #take(count: number): Uint8Array {
    const taken = Buffer.allocUnsafeSlow(count);
    let at = 0;
    while (at < count) {
      const piece = this.#pieces[0] as Uint8Array;
      const part = piece.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.#bytes -= count;
    return taken;
  }
}
