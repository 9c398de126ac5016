import type { DiagnosticLog } from '../diagnostics.ts';
import { type EventLine, parseEventLine, parseLossLine } from './event-line.ts';
import { splitLines } from './lines.ts';
import { TextEvent } from './text-event.ts';

/** Events whose text may run over several lines. */
const MULTI_LINE = /^(b?print|bputs|tracing_mark_write|console|kernel_stack|user_stack)$/;
const STACK_LINE = /^\s*(=>|<(user )?stack trace ?>)/;
const MAX_CONTINUATION = 64 * 1024;

/**
 * Events of a text with one event to a line, in the order of the lines. `onStrayLoss` is told of losses that no event
 * of their CPU follows: a count, -1 when it is unknown.
 */
export function* readEventLines(
  bytes: Uint8Array,
  log?: DiagnosticLog,
  onStrayLoss?: (count: number) => void,
): Generator<TextEvent, void, undefined> {
  const losses = new Map<number, number>();
  let current: EventLine | undefined;
  let info = '';
  let lost = 0;
  for (const { text, offset, cut } of splitLines(bytes)) {
    if (cut > 0) log?.add('text-line-cut', 'a line is longer than a mebibyte', { offset, bytesSkipped: cut });
    const event = parseEventLine(text);
    if (event !== undefined) {
      if (current !== undefined) yield new TextEvent(current, info, lost);
      current = event;
      info = event.info;
      lost = losses.get(event.cpu) ?? 0;
      losses.delete(event.cpu);
      continue;
    }
    const loss = parseLossLine(text);
    if (loss !== undefined) {
      const earlier = losses.get(loss.cpu);
      if (earlier !== undefined) onStrayLoss?.(earlier);
      losses.set(loss.cpu, loss.count);
    } else if (current !== undefined && (STACK_LINE.test(text) || MULTI_LINE.test(current.name))) {
      if (info.length < MAX_CONTINUATION) info += `\n${text}`;
    } else if (text.trim() !== '' && !/^(#|cpus=\d|.*: cpus=\d|\s*\.{3,}\s*$)/.test(text)) {
      log?.add('text-line-unrecognised', 'a line that is no event', { offset });
    }
  }
  if (current !== undefined) yield new TextEvent(current, info, lost);
  for (const count of losses.values()) onStrayLoss?.(count);
}
