import { closeSync, openSync, writeSync } from 'node:fs';
import { openTraceFile } from '@uringlab/trace-parser/node';

/** 59 bits of an absolute time stamp; pages with one are left out, since it would lie before the pages of the later copies. */
const TYPE_TIME_STAMP = 31;

/**
 * Writes a recording `times` as long: the pages of each CPU again and again, each time later by as long as the recording is. Works on
 * version 6 files, little endian: their tables of pages stand before all pages.
 */
export async function enlargeTrace(input, output, times) {
  const trace = await openTraceFile(input);
  const file = openSync(output, 'w');
  try {
    const streams = trace.streams.filter(({ pages }) => pages.count > 0);
    const start = Math.min(...streams.map(({ pages }) => pages.offsetOf(0)));
    const head = trace.bytes.read(0, start).slice();
    const spans = streams.map(({ pages, pageSize }) => {
      const timeOf = (index) => pages.load(index).view.getBigUint64(0, true);
      return { first: timeOf(0), last: timeOf(pages.count - 1), pageSize };
    });
    const byTime = (left, right) => (left < right ? -1 : 1);
    const [first] = spans.map((span) => span.first).sort(byTime);
    const last = spans
      .map((span) => span.last)
      .sort(byTime)
      .at(-1);
    const shift = last - first + 1_000_000_000n;
    let offset = start;
    for (const { pages, pageSize } of streams) {
      const kept = [];
      for (let index = 0; index < pages.count; index++)
        if (!hasTimeStamp(pages.load(index).view, pageSize)) kept.push(index);
      patchPlace(
        head,
        { offset: pages.offsetOf(0), size: pages.count * pageSize },
        { offset, size: kept.length * pageSize * times },
      );
      let at = offset;
      for (let copy = 0; copy < times; copy++) {
        for (const index of kept) {
          const { view } = pages.load(index);
          const page = new Uint8Array(view.buffer, view.byteOffset, pageSize).slice();
          const pageView = new DataView(page.buffer);
          pageView.setBigUint64(0, pageView.getBigUint64(0, true) + BigInt(copy) * shift, true);
          writeSync(file, page, 0, pageSize, at);
          at += pageSize;
        }
      }
      offset = at;
    }
    writeSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
    trace.close();
  }
}

function hasTimeStamp(view, pageSize) {
  const end = Math.min(pageSize, 16 + (view.getUint32(8, true) & 0x7ffffff));
  for (let at = 16; at + 4 <= end; ) {
    const type = view.getUint32(at, true) & 31;
    if (type === TYPE_TIME_STAMP) return true;
    at += type === 0 || type === 29 ? 4 + view.getUint32(at + 4, true) : type === 30 ? 8 : 4 + 4 * type;
  }
  return false;
}

/** Rewrites where a table says a CPU's pages are: two consecutive 64-bit numbers. */
function patchPlace(head, from, to) {
  const view = new DataView(head.buffer);
  for (let at = 0; at + 16 <= head.length; at++) {
    if (view.getBigUint64(at, true) !== BigInt(from.offset)) continue;
    if (view.getBigUint64(at + 8, true) !== BigInt(from.size)) continue;
    view.setBigUint64(at, BigInt(to.offset), true);
    view.setBigUint64(at + 8, BigInt(to.size), true);
    return;
  }
  throw new Error('the recording does not say where its pages are');
}
