import { decodeLatin1 } from '../bytes/latin1.ts';
import type { EventBatch, EventTable } from '../columns/event-batch.ts';
import { groupByType } from '../columns/group-by-type.ts';
import { buildColumns } from './build-columns.ts';
import { TextEvent } from './text-event.ts';
import type { TextEventType } from './text-event-type.ts';
import type { TextNames } from './text-names.ts';
import type { TextRows } from './text-rows.ts';

/** The events of a stretch of text. */
export class TextBatch implements EventBatch {
  readonly length: number;
  readonly timestamps: BigUint64Array;
  readonly cpus: Uint32Array;
  readonly pids: Int32Array;
  readonly types: Uint32Array;
  readonly instances: Uint32Array;
  readonly lost: Float64Array;
  readonly #rows: TextRows;
  readonly #bytes: Uint8Array;
  readonly #names: TextNames;

  constructor(rows: TextRows, bytes: Uint8Array, names: TextNames) {
    const { length } = rows;
    this.length = length;
    this.timestamps = rows.timestamps.slice(0, length);
    this.cpus = rows.cpus.slice(0, length);
    this.pids = rows.pids.slice(0, length);
    this.types = rows.types.slice(0, length);
    this.instances = rows.instances.slice(0, length);
    this.lost = rows.lost.slice(0, length);
    this.#rows = rows;
    this.#bytes = bytes;
    this.#names = names;
  }

  event(row: number): TextEvent {
    if (!(row >= 0 && row < this.length)) throw new RangeError(`row ${row} of ${this.length}`);
    const { commStarts, commEnds } = this.#rows;
    return new TextEvent(
      {
        timestamp: this.timestamps[row] as bigint,
        cpu: this.cpus[row] as number,
        pid: this.pids[row] as number,
        comm: decodeLatin1(this.#bytes, commStarts[row], commEnds[row]),
        name: this.#typeAt(this.types[row] as number).name,
        instance: this.#names.instances[this.instances[row] as number]?.name ?? '',
      },
      this.#info(row),
      this.lost[row] as number,
    );
  }

  tables(): EventTable[] {
    return groupByType(this.types, this.#names.types.length).map(({ type: index, rows }) => {
      const type = this.#typeAt(index);
      return {
        type,
        rows,
        columns: buildColumns(
          type,
          Array.from(rows, (row) => this.#info(row)),
        ),
      };
    });
  }

  #typeAt(index: number): TextEventType {
    return this.#names.types[index] as TextEventType;
  }

  /** The text of an event, its lines ended by newlines alone. */
  #info(row: number): string {
    const info = decodeLatin1(this.#bytes, this.#rows.infoStarts[row], this.#rows.infoEnds[row]);
    return info.includes('\r\n') ? info.replaceAll('\r\n', '\n') : info;
  }
}
