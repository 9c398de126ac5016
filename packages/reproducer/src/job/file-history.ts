import { SECTOR_BYTES } from '@uringlab/schema';

/**
 * What has been done to each sector of a file, as far as the plan has got. An epoch is all that may be in flight together: a slow request
 * stays in flight whatever came after it, until one is made that waits for all before it (IOSQE_IO_DRAIN).
 */
export class FileHistory {
  readonly #generations: Uint32Array;
  /** The last epoch in which the sector was read or written, and in which it was written. */
  readonly #touched: Uint32Array;
  readonly #written: Uint32Array;

  /** Nothing has been done to it, and all of it holds `generation`. `bytes` is whole sectors, epochs count from 1. */
  constructor(bytes: number, generation: number) {
    const sectors = bytes / SECTOR_BYTES;
    this.#generations = new Uint32Array(sectors).fill(generation);
    this.#touched = new Uint32Array(sectors);
    this.#written = new Uint32Array(sectors);
  }

  /** Whether a request meets another of this epoch, and one of the two writes. */
  meets(write: boolean, offset: number, length: number, epoch: number): boolean {
    return sectorsOf(write ? this.#touched : this.#written, offset, length).includes(epoch);
  }

  read(offset: number, length: number, epoch: number): void {
    sectorsOf(this.#touched, offset, length).fill(epoch);
  }

  write(offset: number, length: number, epoch: number, generation: number): void {
    for (const column of [this.#touched, this.#written]) sectorsOf(column, offset, length).fill(epoch);
    sectorsOf(this.#generations, offset, length).fill(generation);
  }

  /** The generation of a range; null where parts of it were written by different passes. */
  generationOf(offset: number, length: number): number | null {
    const [first, ...rest] = sectorsOf(this.#generations, offset, length);
    return first !== undefined && rest.every((generation) => generation === first) ? first : null;
  }
}

function sectorsOf(column: Uint32Array, offset: number, length: number): Uint32Array {
  return column.subarray(offset / SECTOR_BYTES, (offset + length) / SECTOR_BYTES);
}
