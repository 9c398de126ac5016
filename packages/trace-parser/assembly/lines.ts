import { decimal, fixedDecimal, justify } from './digits';
import { firstOfHeap } from './merge';
import { HAS_MOVED, nextRecord, pidOf, recordLoss, recordType } from './records';
import { Stream } from './stream';
import { copyWords, LONG } from './texts';

/* Writes the lines of a report, as src/report/line-writer.ts and time-column.ts do. */

/** Appends what tells of lost events: whose they are, in front of a line. */
declare function writeLoss(rank: u32, lost: f64, at: u32): u32;
/** Appends the name of a thread and its id, where there is no room for them in a slot. */
declare function writeTask(pid: i32, at: u32): u32;
/** Fills the slot of a thread. */
declare function fillTask(pid: i32, slot: u32): void;
/** Appends name and text of an event that no function of the table is for yet, or never will be. */
declare function writeEvent(type: u32, payload: u32, size: u32, at: u32): u32;
/** Takes from a record how threads are called. */
declare function learn(type: u32, payload: u32, size: u32): void;

/** What lines of a stream begin with, and its CPU in brackets: places and lengths. */
@unmanaged
class StreamText {
  prefix: u32;
  prefixLength: u32;
  cpu: u32;
  cpuLength: u32;
}

/** A thread, and `COMM-PID` of it. */
@unmanaged
class TaskSlot {
  pid: i32;
  /** 0 for a slot that is free. */
  length: u16;
  isNamed: u16;
}
const TASK_SLOT: u32 = 64;
const TASK_MASK: u32 = 1023;

/** What `walkLines` gives besides what moving to the next record does. */
const IS_FULL: i32 = -1;
const SECOND: u64 = 1000000000;
const MILLION: u32 = 1000000;
const SPACE: u32 = 32;
const DOT: u32 = 46;
const COLON: u32 = 58;
const NEWLINE: u32 = 10;
/** Columns of a time that is just a count. */
const COUNT_WIDTH: i32 = 12;

let streamTexts: u32 = 0;
let tasks: u32 = 0;
let firstWriter: u32 = 0;
let isCount: bool = false;
let isExact: bool = false;
/** ` SECONDS.` of the time that was written last, and when that second began. */
let seconds: u32 = 0;
let secondsLength: u32 = 0;
let secondStart: u64 = 0;

/** Where the next line is written to. */
let position: u32 = 0;
/** Beginning, time, stream and record of the line that is being written. */
let lineStart: u32 = 0;
let lineTime: u64 = 0;
let lineRank: u32 = 0;
let lineType: u32 = 0;
let linePayload: u32 = 0;
let lineSize: u32 = 0;
/** Whether the next record was moved to already. */
let isPeeked: bool = false;

/**
 * Texts of streams; 1024 slots of threads, all zero; 24 bytes for a text. Writers of events are found in the table from `writers` on. Times
 * are counts, or seconds with nine decimals or six.
 */
export function setLines(
  streamTextsAt: u32,
  tasksAt: u32,
  secondsAt: u32,
  writers: u32,
  asCount: bool,
  exactly: bool,
): void {
  streamTexts = streamTextsAt;
  tasks = tasksAt;
  seconds = secondsAt;
  secondsLength = 0;
  firstWriter = writers;
  isCount = asCount;
  isExact = exactly;
  isPeeked = false;
}

/** The slot a thread has, whoever is in it. */
export function findTask(pid: i32): u32 {
  return tasks + (<u32>pid & TASK_MASK) * TASK_SLOT;
}

function appendTask(pid: i32, at: u32): u32 {
  const place = findTask(pid);
  const slot = changetype<TaskSlot>(place);
  if (slot.length === 0 || slot.pid !== pid) fillTask(pid, place);
  if (slot.length === LONG) return writeTask(pid, at);
  return copyWords(place + offsetof<TaskSlot>(), slot.length, at);
}

/** Takes names of threads from a record, unless its thread is known to have one. */
export function learnName(type: u32, payload: u32, size: u32, pid: i32): void {
  const place = findTask(pid);
  const slot = changetype<TaskSlot>(place);
  if (slot.length !== 0 && slot.pid === pid && slot.isNamed !== 0) return;
  learn(type, payload, size);
  fillTask(pid, place);
}

/** ` SECONDS.`, at least five columns of them. */
function writeSeconds(count: u64, at: u32): u32 {
  store<u8>(at, SPACE);
  const end = justify(at + 1, decimal(count, at + 1), 5, false);
  store<u8>(end, DOT);
  return end + 1;
}

function appendTime(time: u64, at: u32): u32 {
  if (isCount) {
    const end = justify(at, decimal(time, at), COUNT_WIDTH, false);
    store<u8>(end, COLON);
    return end + 1;
  }
  // Behind the last of 64 bits time begins anew, less than a second after the last whole one.
  if (time < secondStart || time - secondStart >= SECOND || secondsLength === 0) {
    const count = time / SECOND;
    secondStart = count * SECOND;
    secondsLength = writeSeconds(count, seconds) - seconds;
  }
  const rest = <u32>(time - secondStart);
  const fraction = (rest + 500) / 1000;
  let end: u32;
  if (isExact) {
    end = fixedDecimal(
      rest % MILLION,
      6,
      fixedDecimal(rest / MILLION, 3, copyWords(seconds, secondsLength, at)),
    );
  } else if (fraction < MILLION) end = fixedDecimal(fraction, 6, copyWords(seconds, secondsLength, at));
  else end = fixedDecimal(0, 6, writeSeconds(secondStart / SECOND + 1, at));
  store<u8>(end, COLON);
  return end + 1;
}

function writeLine(stream: Stream, type: u32, lost: f64): void {
  const texts = changetype<StreamText>(streamTexts + stream.rank * offsetof<StreamText>());
  lineTime = stream.base + stream.shift + <u64>(<i64>stream.delta);
  lineStart = position;
  lineRank = stream.rank;
  lineType = type;
  linePayload = stream.payload;
  lineSize = stream.size;
  // The line that tells of a loss has the prefix; the event's line after it has none.
  let at =
    lost === 0 ? copyWords(texts.prefix, texts.prefixLength, position) : writeLoss(lineRank, lost, position);
  at = appendTask(pidOf(stream), at);
  at = copyWords(texts.cpu, texts.cpuLength, at);
  at = appendTime(lineTime, at);
  position = at;
  at = call_indirect<u32>(firstWriter + type, type, linePayload, lineSize, at);
  // A line break at the end of an info is the line's own.
  if (load<u8>(at - 1) !== NEWLINE) store<u8>(at++, NEWLINE);
  position = at;
}

/** Writes lines until they reach `limit` (-1), all streams have ended (-2), or a stream needs a window (its rank). */
export function walkLines(limit: u32): i32 {
  while (position < limit) {
    if (!isPeeked) {
      const moved = nextRecord();
      if (moved !== HAS_MOVED) return moved;
    }
    isPeeked = false;
    writeLine(firstOfHeap(), recordType, recordLoss);
  }
  return IS_FULL;
}

/** Where the lines end; the one that is being written has come as far as to its time. */
export function getPosition(): u32 {
  return position;
}

export function setPosition(at: u32): void {
  position = at;
}

export function getLineStart(): u32 {
  return lineStart;
}

export function getLineTime(): u64 {
  return lineTime;
}

export function getLineRank(): u32 {
  return lineRank;
}

export function getLineType(): u32 {
  return lineType;
}

export function getLinePayload(): u32 {
  return linePayload;
}

export function getLineSize(): u32 {
  return lineSize;
}

/** Moves to the record after the line that is being written, as `walkLines` would; -1 where it stands on one then. */
export function peekRecord(): i32 {
  if (isPeeked) return HAS_MOVED;
  const moved = nextRecord();
  isPeeked = moved === HAS_MOVED;
  return moved;
}

/** The record that was moved to. */
export function peekedRank(): u32 {
  return firstOfHeap().rank;
}

export function peekedType(): u32 {
  return recordType;
}

export function peekedPayload(): u32 {
  return firstOfHeap().payload;
}

export function peekedSize(): u32 {
  return firstOfHeap().size;
}

/** Leaves out the record that was moved to. */
export function skipRecord(): void {
  isPeeked = false;
}

/** What the table has for events without a writer of their own. */
export function writeOther(type: u32, payload: u32, size: u32, at: u32): u32 {
  return writeEvent(type, payload, size, at);
}
