const FIRST_CAPACITY = 4096;
const HALF = 0x1_0000_0000;
const LOW_FIRST = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
/** Below it, a time in nanoseconds is an exact double. */
const EXACT_BILLIONS = 9_007_199;

type Numbers = Uint32Array | Int32Array | Float64Array | BigUint64Array;

function enlarge<T extends Numbers>(numbers: T, larger: T): T {
  // A typed array takes its own kind; TypeScript does not see that both are of one kind.
  (larger as Uint32Array).set(numbers as Uint32Array);
  return larger;
}

/** The rows of a batch while they are gathered: the columns, and where the texts of each lie in the window. */
export class TextRows {
  length = 0;
  #capacity = FIRST_CAPACITY;
  timestamps = new BigUint64Array(FIRST_CAPACITY);
  cpus = new Uint32Array(FIRST_CAPACITY);
  pids = new Int32Array(FIRST_CAPACITY);
  types = new Uint32Array(FIRST_CAPACITY);
  instances = new Uint32Array(FIRST_CAPACITY);
  lost = new Float64Array(FIRST_CAPACITY);
  commStarts = new Uint32Array(FIRST_CAPACITY);
  commEnds = new Uint32Array(FIRST_CAPACITY);
  infoStarts = new Uint32Array(FIRST_CAPACITY);
  infoEnds = new Uint32Array(FIRST_CAPACITY);
  #halves = new Uint32Array(this.timestamps.buffer);

  /** Adds a row of zeroes or of whatever stood there, and returns its number. */
  add(): number {
    if (this.length === this.#capacity) this.#grow();
    return this.length++;
  }

  setTime(row: number, billions: number, units: number): void {
    if (billions >= EXACT_BILLIONS) {
      this.timestamps[row] = BigInt(billions) * 1_000_000_000n + BigInt(units);
      return;
    }
    const time = billions * 1e9 + units;
    const high = Math.floor(time / HALF);
    this.#halves[2 * row + (LOW_FIRST ? 0 : 1)] = time - high * HALF;
    this.#halves[2 * row + (LOW_FIRST ? 1 : 0)] = high;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    this.#capacity = capacity;
    this.timestamps = enlarge(this.timestamps, new BigUint64Array(capacity));
    this.#halves = new Uint32Array(this.timestamps.buffer);
    this.pids = enlarge(this.pids, new Int32Array(capacity));
    this.lost = enlarge(this.lost, new Float64Array(capacity));
    this.cpus = enlarge(this.cpus, new Uint32Array(capacity));
    this.types = enlarge(this.types, new Uint32Array(capacity));
    this.instances = enlarge(this.instances, new Uint32Array(capacity));
    this.commStarts = enlarge(this.commStarts, new Uint32Array(capacity));
    this.commEnds = enlarge(this.commEnds, new Uint32Array(capacity));
    this.infoStarts = enlarge(this.infoStarts, new Uint32Array(capacity));
    this.infoEnds = enlarge(this.infoEnds, new Uint32Array(capacity));
  }
}
