import { isDeepStrictEqual } from 'node:util';
import { BinaryTrace } from '../src/binary-trace.ts';
import { TextOutput } from '../src/bytes/text-output.ts';
import { simulateOldReader } from '../src/check/old-reader.ts';
import { combineFilters } from '../src/filter/combine-filters.ts';
import { openTrace } from '../src/open-trace.ts';
import { formatEvent, formatReport } from '../src/report/format-report.ts';
import { listBatches } from '../src/testing/list-batches.ts';
import type { Trace } from '../src/trace.ts';
import { TraceError } from '../src/trace-error.ts';

const MOST_DIAGNOSTICS = 1001;

/** Fails for what must hold of any input. */
function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

function readEvents(trace: Trace, limit: number): string[] {
  const seen: string[] = [];
  let count = 0;
  for (const event of trace.events()) {
    expectThat(++count <= limit, `more than ${limit} events`);
    seen.push(`${event.instance ?? ''} ${formatEvent(event, { nanoseconds: true })}`);
    if (count % 5 === 0) event.fields();
  }
  return seen;
}

function readRecords(trace: Trace): void {
  const out = new TextOutput(256);
  let count = 0;
  for (const { view, at, size } of trace.records?.() ?? []) {
    if (++count % 3 !== 0 || size < 2) continue;
    const id = view.getUint16(at, true);
    out.length = 0;
    trace.types.find((type) => type.id === id)?.info({ plugins: count % 2 === 0, raw: count % 2 !== 0 })(
      view,
      at,
      size,
      out,
    );
  }
}

/** Records that a filter selects, and what an old reader would have made of all. */
function readByRules(trace: BinaryTrace): void {
  const ids = new Set(trace.types.map(({ id }) => id));
  const report = simulateOldReader(trace.streams, { ids });
  expectThat(report.unknown <= report.records, 'more unknown records than records');
  const filter = combineFilters([{ source: '.*: CPU >= 0 || COMM =~ "a"' }], trace.types);
  for (const { view, at, size, cpu, timestamp } of trace.records()) {
    const type = trace.eventTypes.find(view, at, size);
    const selected = filter.selects({ type, view, at, size, cpu, pid: 0, comm: '', timestamp });
    expectThat(selected, `no filter for ${type.name}`);
  }
}

function readTables(trace: Trace): void {
  for (const batch of trace.batches())
    for (const { rows, columns } of batch.tables())
      for (const column of columns)
        expectThat(
          column.kind === 'integer'
            ? column.values.length === rows.length
            : column.offsets.length === rows.length + 1,
          `a column ${column.name} of another length`,
        );
}

/** Columns, lines and what was stepped over are the same by WebAssembly and without it. */
async function compareWithPlain(trace: BinaryTrace, bytes: Uint8Array, sizeLimit: number): Promise<void> {
  const plain = (await openTrace(bytes, { sizeLimit, webAssembly: false })) as BinaryTrace;
  expectThat(isDeepStrictEqual(listBatches(trace), listBatches(plain)), 'WebAssembly has other columns');
  const skipped = [trace.damage.skippedBytes, plain.damage.skippedBytes] as const;
  const expected = formatReport(plain, { plugins: true });
  for (const line of formatReport(trace, { plugins: true }))
    expectThat(line === expected.next().value, `WebAssembly has another line: ${line}`);
  expectThat(expected.next().done === true, 'WebAssembly has fewer lines');
  expectThat(
    trace.damage.skippedBytes - skipped[0] === plain.damage.skippedBytes - skipped[1],
    'WebAssembly stepped over other bytes',
  );
}

/**
 * Reads all there is in all ways there are. Returns the events, or null for what is refused with an error of the lab; throws for what must
 * not happen.
 */
export async function readEverything(bytes: Uint8Array): Promise<string[] | null> {
  const sizeLimit = 64 * 1024 * 1024;
  let trace: Trace;
  try {
    trace = await openTrace(bytes, { sizeLimit });
  } catch (error) {
    if (error instanceof TraceError) return null;
    throw error;
  }
  const limit = Math.max(bytes.length, 65_536) * 64;
  const events = readEvents(trace, limit);
  readRecords(trace);
  readTables(trace);
  if (trace instanceof BinaryTrace) {
    readByRules(trace);
    await compareWithPlain(trace, bytes, sizeLimit);
  }
  let lines = 0;
  for (const line of formatReport(trace)) lines += line.length > 0 ? 1 : 0;
  expectThat(lines > 0 && lines <= 1 + events.length * 2, `${lines} lines for ${events.length} events`);
  const losses = trace.losses();
  for (const [name, count] of Object.entries(losses)) {
    if (typeof count === 'number') expectThat(Number.isFinite(count) && count >= 0, `${name} is ${count}`);
  }
  const diagnostics = trace.diagnostics();
  expectThat(diagnostics.length <= MOST_DIAGNOSTICS, `${diagnostics.length} diagnostics`);
  expectThat(losses.skippedBytes === 0 || diagnostics.length > 0, 'bytes skipped and nothing said');
  for (const { offset, count } of diagnostics) {
    expectThat(Number.isSafeInteger(offset) && offset >= 0 && count > 0, 'a diagnostic of no place');
  }
  return events;
}
