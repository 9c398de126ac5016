/**
 * Random access to the bytes of a trace. Reads are synchronous, so that decoding needs no turn of the event loop for an
 * event; what can only be read asynchronously (a stream, a Blob) is gathered before.
 */
export interface ByteSource {
  readonly size: number;
  /**
   * Up to `length` bytes from `offset`; fewer where the source ends, none beyond it. The bytes are the source's own memory, or lie at
   * the start of `into` where that is given and large enough, and are valid until `into` is used again. They are not to be written to.
   */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array;
}

/** Bytes that are in memory already; reading copies nothing. */
export function createBytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
  };
}
