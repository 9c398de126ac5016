import type { EventFormat } from '../format/event-format.ts';
import type { PrintContext } from '../print/environment.ts';

/** A record that a handler looks at besides the one it prints. */
export interface OtherRecord {
  readonly view: DataView;
  readonly at: number;
  readonly size: number;
  readonly format: EventFormat;
}

/** Where the record that is being printed stands among the others. */
export interface RecordPosition {
  readonly cpu: number;
  /** Time in the trace's clock, as it is printed. */
  formatTime(earlierBy: bigint): string;
  /** The next record of the same CPU; undefined where the next one to be printed is of another CPU, or there is none. */
  peek(): OtherRecord | undefined;
  /** Leaves out the next record, which was printed together with this one. */
  skip(): void;
}

/** Tells where the record that is being printed stands; set by who prints. */
export interface Neighbours {
  current: () => RecordPosition | undefined;
}

/** What handlers need besides the record. */
export interface HandlerContext extends PrintContext {
  /** Told of the name an event gives a thread, when the event is printed. */
  readonly learnComm?: (pid: number, comm: string) => void;
  /** Whether a thread has a name already, which is not to be learned then. */
  readonly isNamed?: (pid: number) => boolean;
  /** The position of the record that is being printed; without it, what depends on neighbours is printed as if there were none. */
  readonly position?: () => RecordPosition | undefined;
}
