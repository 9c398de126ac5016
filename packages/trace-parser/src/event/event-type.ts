import type { EventFormat } from '../format/event-format.ts';
import type { InfoWriter } from '../print/info-writer.ts';

/** How the info of events is written; `trace-cmd report` has an option for each. */
export interface InfoStyle {
  /** Print as the plugins of libtraceevent do where there is one (`trace-cmd report` without -N). */
  readonly plugins: boolean;
  /** Print the fields instead of the print format (-R). */
  readonly raw: boolean;
}

/** An event of a trace: its format, and what is compiled from it when first asked for. */
export interface EventType {
  /** Position in `Trace.types`. */
  readonly index: number;
  readonly id: number;
  readonly system: string;
  readonly name: string;
  readonly format: EventFormat;
  info(style: InfoStyle): InfoWriter;
}
