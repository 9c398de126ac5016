import type { DiagnosticLog } from '../diagnostics.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { cutInfo, type InfoPieces, splitInfo } from './recover-info.ts';
import { TextEvent } from './text-event.ts';

/** The middle of an event in prose: `[012] 52.806976: xfs_file_buffered_read:`. */
const ANCHOR =
  /\[(\d{3,6})\](?:\s{1,20}[.a-zA-Z][.a-zA-Z0-9]{2,7}(?=\s))?\s{1,20}(\d{1,12}\.\d{6,9}):\s{1,4}([A-Za-z_][\w.]{0,80}):/g;
/** What stands before it. In prose a comm ends at the first blank before the pid. */
const TASK = /(\S{1,64})-(\d{1,10})\s{1,20}(?:\([\s\d-]{1,9}\)\s{1,20})?$/;
const TASK_REACH = 160;
/** What ends an info besides the next event: the end of the line, or dots that stand for lines left out. */
const END = /\r?\n|\s\.{3,}(?=\s|$)/g;
const LONGEST_INFO = 4096;

interface Found {
  readonly offset: number;
  readonly comm: string;
  readonly pid: number;
  readonly cpu: number;
  readonly timestamp: bigint;
  readonly name: string;
  readonly infoStart: number;
}

function findEvents(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(ANCHOR)) {
    const [whole, cpu, time = '', name = ''] = match;
    const before = text.slice(Math.max(0, match.index - TASK_REACH), match.index);
    const task = TASK.exec(before);
    if (task === null) continue;
    found.push({
      offset: match.index - (before.length - task.index),
      comm: task[1] ?? '',
      pid: Number(task[2]),
      cpu: Number(cpu),
      timestamp: parseTimestamp(time),
      name,
      infoStart: match.index + whole.length,
    });
  }
  return found;
}

function readSegment(text: string, start: number, limit: number): string {
  const segment = text.slice(start, Math.min(limit, start + LONGEST_INFO));
  END.lastIndex = 0;
  const end = END.exec(segment);
  return (end === null ? segment : segment.slice(0, end.index)).trim();
}

/** Whether a text has more than one event on what should be a line of one. */
export function hasSeveralEvents(text: string): boolean {
  return findEvents(text.slice(0, 64 * LONGEST_INFO)).length > 1;
}

/** Where events were lost, quoted anywhere: `CPU:1 [300 EVENTS DROPPED]`, `CPU:0 [LOST 186 EVENTS]`. */
const LOSS = /\bCPU:\d{1,6} \[(?:LOST )?(?:(\d{1,15}) )?EVENTS(?: DROPPED)?\]/g;

/**
 * Events in the midst of prose, with or without line breaks between them, in the order of the text. `onStrayLoss` is told
 * of the losses quoted: a count, -1 when it is unknown.
 */
export function recoverEvents(
  text: string,
  log?: DiagnosticLog,
  onStrayLoss?: (count: number) => void,
): TextEvent[] {
  if (onStrayLoss !== undefined)
    for (const [, count] of text.matchAll(LOSS)) onStrayLoss(count === undefined ? -1 : Number(count));
  const found = findEvents(text);
  const infos: InfoPieces[] = found.map(({ infoStart }, index) =>
    splitInfo(readSegment(text, infoStart, found[index + 1]?.offset ?? text.length)),
  );
  const events = new Map<string, number>();
  const pieces = new Map<string, Map<string, number>>();
  found.forEach(({ name }, index) => {
    events.set(name, (events.get(name) ?? 0) + 1);
    const counts = pieces.get(name) ?? new Map<string, number>();
    pieces.set(name, counts);
    for (const piece of infos[index]?.pieces ?? []) counts.set(piece.name, (counts.get(piece.name) ?? 0) + 1);
  });
  return found.map((event, index) => {
    const info = infos[index] ?? splitInfo('');
    const counts = pieces.get(event.name) ?? new Map<string, number>();
    const cut = cutInfo(event.name, info, counts, events.get(event.name) ?? 0);
    if (!cut.certain) {
      log?.add('text-info-uncertain', `prose may have been taken for the text of ${event.name}`, {
        offset: event.offset,
      });
    }
    return new TextEvent({ ...event, instance: '' }, cut.text, 0);
  });
}
