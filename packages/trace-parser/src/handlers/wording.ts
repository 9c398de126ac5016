import type { EventFormat } from '../format/event-format.ts';
import type { HandlerContext } from './handler-context.ts';

/** An event that is written by a print format, its own or another, and by nothing else. */
export interface Wording {
  readonly printFormat: string;
  /** Fields that have the ids of threads which the event names. */
  readonly named: readonly string[];
  /** Takes the names from a record, when it has been printed. */
  readonly learn?: (view: DataView, at: number, size: number) => void;
}

export type WordEvent = (format: EventFormat, context: HandlerContext) => Wording;
