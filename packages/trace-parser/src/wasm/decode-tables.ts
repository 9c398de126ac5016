import type { BatchRows } from '../columns/batch-rows.ts';
import type { Column } from '../columns/column.ts';
import type { EventTable } from '../columns/event-batch.ts';
import type { RecordRows } from '../columns/record-rows.ts';
import type { BinaryEventType } from '../event/binary-event-type.ts';
import { type TablePlan, TablePlans } from './table-plans.ts';
import type { WalkerMemory } from './walker-memory.ts';
import type { WasmInstance } from './web-assembly.ts';

/** Words of a group in the module (assembly/tables.ts). */
const GROUP = 3;

/** Rows `first` on of the sorted ones: those of one type. */
interface Group {
  readonly plan: TablePlan;
  readonly first: number;
  readonly length: number;
  /** Where the columns that the module decoded are, in the order of the plan; undefined where it decoded none. */
  readonly places: readonly number[] | undefined;
}

/** Decodes batches into a table for each type that occurs, in the memory of the module; then all columns are copied at once. */
export class TableDecoder {
  readonly #instance: WasmInstance;
  readonly #memory: WalkerMemory;
  readonly #groups: Uint32Array;
  readonly #plans: TablePlans;

  constructor(instance: WasmInstance, memory: WalkerMemory) {
    this.#instance = instance;
    this.#memory = memory;
    this.#groups = new Uint32Array(instance.buffer, memory.groups, memory.groupLimit * GROUP);
    this.#plans = new TablePlans(instance.buffer, memory);
  }

  decode(rows: BatchRows, types: readonly BinaryEventType[]): EventTable[] {
    const { functions, buffer } = this.#instance;
    const memory = this.#memory;
    const count = functions.groupRows(rows.length, memory.types, memory.starts, memory.sizes);
    let end = memory.columns;
    const groups: Group[] = [];
    for (let at = 0; at < count * GROUP; at += GROUP) {
      const plan = this.#plans.find(types[this.#groups[at] as number] as BinaryEventType);
      const first = this.#groups[at + 1] as number;
      const length = this.#groups[at + 2] as number;
      const { address, planned } = plan;
      const next = functions.decodeColumns(first, length, address, planned, end, memory.columnsEnd);
      groups.push({ plan, first, length, places: next === 0 ? undefined : this.#plans.readPlaces(plan) });
      if (next !== 0) end = next;
    }
    const sortedRows = new Uint32Array(buffer, memory.sortedRows, rows.length).slice();
    const columns = buffer.slice(memory.columns, end);
    return groups.map((group) => ({
      type: group.plan.type,
      rows: sortedRows.subarray(group.first, group.first + group.length),
      columns: this.#takeColumns(group, rows, columns),
    }));
  }

  #takeColumns(group: Group, rows: BatchRows, columns: ArrayBuffer): Column[] {
    const { plan, places, length } = group;
    const start = this.#memory.columns;
    let own: RecordRows | undefined;
    let next = 0;
    return plan.fields.map(({ decode, plan: fieldPlan }) => {
      if (fieldPlan !== undefined && places !== undefined)
        return fieldPlan.build(columns, (places[next++] as number) - start, length);
      own ??= this.#findRows(rows, group);
      return decode(own);
    });
  }

  /** The rows of a type as decoders of fields take them, their places still in the memory of the module. */
  #findRows({ arena }: BatchRows, { first, length }: Group): RecordRows {
    const { buffer } = this.#instance;
    const starts = new Uint32Array(buffer, this.#memory.sortedStarts + 4 * first, length);
    const sizes = new Uint32Array(buffer, this.#memory.sortedSizes + 4 * first, length);
    let smallest = Number.MAX_SAFE_INTEGER;
    for (const size of sizes) if (size < smallest) smallest = size;
    return { arena, length, starts, sizes, smallest };
  }
}
