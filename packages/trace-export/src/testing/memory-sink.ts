import type { ClosableSink, Sink, SinkDirectory } from '../sink.ts';

/** A sink that keeps what it gets. */
export class MemorySink implements ClosableSink {
  readonly #chunks: Uint8Array[] = [];
  closed = false;

  write(bytes: Uint8Array): void {
    this.#chunks.push(bytes.slice());
  }

  close(): void {
    this.closed = true;
  }

  bytes(): Uint8Array {
    const { buffer, byteOffset, length } = Buffer.concat(this.#chunks);
    return new Uint8Array(buffer, byteOffset, length);
  }

  text(): string {
    return Buffer.from(this.bytes()).toString('utf8');
  }
}

/** Files in memory, by name. */
export class MemoryDirectory implements SinkDirectory {
  readonly files = new Map<string, MemorySink>();

  create(name: string): Sink & MemorySink {
    const sink = new MemorySink();
    this.files.set(name, sink);
    return sink;
  }
}
