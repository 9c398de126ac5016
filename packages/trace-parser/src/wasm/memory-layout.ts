/** More than that is not worth reserving. */
const LARGEST_MEMORY = 256 * 1024 * 1024;
/** The module's own data lies below. */
const FIRST = 4096;
/** Words are read and written whole, beyond the end of what was meant. */
const SLACK = 8;

/** Divides the memory of an instance. */
export class MemoryLayout {
  #end = FIRST;

  /** The address of so many bytes. */
  take(bytes: number): number {
    const start = this.#end;
    this.#end += Math.ceil(bytes / 8) * 8;
    return start;
  }

  get size(): number {
    return this.#end + SLACK;
  }

  get isTooLarge(): boolean {
    return this.size > LARGEST_MEMORY;
  }
}
