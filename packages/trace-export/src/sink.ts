/** Where an export goes. The bytes are the sink's from then on; the next ones come when the promise is fulfilled. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void> | void;
}

/** A sink that knows when nothing more comes. */
export interface ClosableSink extends Sink {
  close(): Promise<void> | void;
}

/** Where the files of an export go that is several; names have no separators in them. */
export interface SinkDirectory {
  create(name: string): Promise<ClosableSink> | ClosableSink;
}
