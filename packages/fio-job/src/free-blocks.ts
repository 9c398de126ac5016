/**
 * The units of a file that were not touched yet, drawn at random: what fio's random map is for. A draw takes the unit at a random place or
 * the next free one behind it, and as many units as are free from there, at most `units`.
 */
export class FreeBlocks {
  /** For each unit the next free one at or behind it, with paths halved on the way (a union-find). */
  readonly #next: Uint32Array;
  readonly #units: number;

  constructor(units: number) {
    this.#units = units;
    this.#next = Uint32Array.from({ length: units + 1 }, (_, unit) => unit);
  }

  #find(unit: number): number {
    let at = unit;
    for (;;) {
      const next = this.#next[at] as number;
      if (next === at) return at;
      this.#next[at] = this.#next[next] as number;
      at = next;
    }
  }

  /** `place` in [0, 1). Undefined when all were taken. */
  take(place: number, units: number): { first: number; units: number } | undefined {
    let first = this.#find(Math.floor(place * this.#units));
    if (first === this.#units) first = this.#find(0);
    if (first === this.#units) return undefined;
    let end = first;
    while (end < first + units && end < this.#units && this.#find(end) === end) {
      this.#next[end] = end + 1;
      end += 1;
    }
    return { first, units: end - first };
  }
}
