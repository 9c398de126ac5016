import { type ByteSource, createBytesSource } from './byte-source.ts';
import { type Storage, tooLarge } from './storage.ts';

/** What a trace can be read from. Streams and Blobs are gathered before anything of them is read. */
export type TraceInput =
  | Uint8Array
  | ArrayBuffer
  | ByteSource
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** Not every browser's ReadableStream can be iterated over. */
async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** Random access to an input; what has none is put into `storage`. */
export async function toByteSource(input: TraceInput, storage: Storage): Promise<ByteSource> {
  if (input instanceof Uint8Array) return createBytesSource(input);
  if (input instanceof ArrayBuffer) return createBytesSource(new Uint8Array(input));
  if (input instanceof Blob) {
    if (input.size > storage.limit) throw tooLarge(storage.limit);
    return createBytesSource(new Uint8Array(await input.arrayBuffer()));
  }
  if ('read' in input) return input;
  return storage.store('getReader' in input ? readStream(input) : input);
}
