import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that a name decides: SHA-256 of it and a counter. */
export class Random {
  readonly #name: string;
  #drawn = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** An integer in [least, most]. */
  between(least: number, most: number): number {
    const digest = createHash('sha256')
      .update(`${this.#name} ${this.#drawn++}`)
      .digest();
    return least + Math.floor((digest.readUIntBE(0, 6) / 2 ** 48) * (most - least + 1));
  }

  /** One of several. */
  of<T>(values: readonly [T, ...T[]]): T {
    return values[this.between(0, values.length - 1)] ?? values[0];
  }
}
