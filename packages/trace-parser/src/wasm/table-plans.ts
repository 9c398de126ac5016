import type { ColumnDecoder } from '../columns/compile-columns.ts';
import type { ColumnPlan } from '../columns/plan-column.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import type { WalkerMemory } from './walker-memory.ts';

/** Words of the plan of a field in the module (assembly/tables.ts). */
const WORDS = 4;
const COLUMN = 3;

/** How the fields of a type become columns. */
export interface TablePlan {
  readonly type: BinaryEventType;
  /** Those with a plan are decoded by the module. */
  readonly fields: readonly { readonly decode: ColumnDecoder; readonly plan: ColumnPlan | undefined }[];
  /** Where the module finds the plans, and how many there are. */
  readonly address: number;
  readonly planned: number;
}

/** The plans of the types that have occurred, as far as there is room for them in the memory of the module. */
export class TablePlans {
  readonly #words: Uint32Array;
  readonly #address: number;
  readonly #tables = new Map<BinaryEventType, TablePlan>();
  #filled = 0;

  constructor(buffer: ArrayBuffer, { plans, planLimit }: WalkerMemory) {
    this.#words = new Uint32Array(buffer, plans, planLimit * WORDS);
    this.#address = plans;
  }

  find(type: BinaryEventType): TablePlan {
    const known = this.#tables.get(type);
    if (known !== undefined) return known;
    const table = this.#add(type);
    this.#tables.set(type, table);
    return table;
  }

  #add(type: BinaryEventType): TablePlan {
    const address = this.#address + 4 * this.#filled;
    const before = this.#filled;
    const fields = type.columns.map((decode, index) => {
      const plan = type.columnPlans[index];
      if (plan === undefined || this.#filled === this.#words.length) return { decode, plan: undefined };
      this.#words.set([plan.kind, plan.offset, plan.size], this.#filled);
      this.#filled += WORDS;
      return { decode, plan };
    });
    return { type, fields, address, planned: (this.#filled - before) / WORDS };
  }

  /** Where the module has put the columns it decoded last by this plan. */
  readPlaces({ address, planned }: TablePlan): number[] {
    const places: number[] = [];
    const first = (address - this.#address) / 4;
    for (let index = 0; index < planned; index++)
      places.push(this.#words[first + WORDS * index + COLUMN] as number);
    return places;
  }
}
