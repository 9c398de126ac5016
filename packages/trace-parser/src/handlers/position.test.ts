import { expect, test } from 'vitest';
import { encodeLatin1 } from '../bytes/latin1.ts';
import { TextOutput } from '../bytes/text-output.ts';
import { parseKallsyms } from '../container/kallsyms.ts';
import { compileInfo } from '../event/compile-info.ts';
import { type EventFormat, parseEventFormat } from '../format/event-format.ts';
import { ByteWriter } from '../testing/byte-writer.ts';
import { readRecordedFormats } from '../testing/handler-trace.ts';
import type { HandlerContext, OtherRecord } from './handler-context.ts';

const STYLE = { plugins: true, raw: false };
const KALLSYMS = 'ffffffff81000000 T parent\nffffffff81000100 T child\nffffffff82000000 T _end\n';
const PARENT = 0xffffffff81000000n;
const CHILD = 0xffffffff81000100n;

function findFormat(name: string): EventFormat {
  for (const { system, text } of readRecordedFormats()) {
    const format = parseEventFormat(text, system, 8);
    if (format?.name === name) return format;
  }
  throw new Error(`no format of ${name}`);
}

function createContext(next?: OtherRecord): { context: HandlerContext; skipped: () => number } {
  let skips = 0;
  const context: HandlerContext = {
    littleEndian: true,
    longSize: 8,
    constants: {},
    printk: () => new Map(),
    symbols: () => parseKallsyms(encodeLatin1(KALLSYMS)),
    position: () => ({
      cpu: 0,
      formatTime: (earlierBy) => `${1000n - earlierBy}`,
      peek: () => next,
      skip: () => {
        skips++;
      },
    }),
  };
  return { context, skipped: () => skips };
}

function record(pid: number): ByteWriter {
  return new ByteWriter(true).u32(0).u32(pid);
}

function print(name: string, payload: Uint8Array, context: HandlerContext): string {
  const out = new TextOutput();
  compileInfo(findFormat(name), context, STYLE)(new DataView(payload.buffer), 0, payload.length, out);
  return out.read();
}

function exitRecord(pid: number, func: bigint): OtherRecord {
  const payload = record(pid).u64(func).u32(1).u32(0).u64(1000).u64(2234).finish();
  return {
    format: findFormat('funcgraph_exit'),
    view: new DataView(payload.buffer),
    at: 0,
    size: payload.length,
  };
}

const ENTRY = record(7).u64(CHILD).u32(1).u32(0).finish();

test('a function whose return comes next is one line, and the return is left out', () => {
  const { context, skipped } = createContext(exitRecord(7, CHILD));
  expect(print('funcgraph_entry', ENTRY, context)).toBe('  1.234 us   |    child();');
  expect(skipped()).toBe(1);
});

test.each([
  ['another thread', exitRecord(8, CHILD)],
  ['another function', exitRecord(7, PARENT)],
  ['nothing', undefined],
])('a function is opened where the next record is of %s', (_name, next) => {
  const { context, skipped } = createContext(next);
  expect(print('funcgraph_entry', ENTRY, context)).toBe('             |    child() {');
  expect(skipped()).toBe(0);
});

test('repeats say when the last one was', () => {
  const payload = record(7).u64(CHILD).u64(PARENT).u16(3).u16(0).u32(500).finish();
  expect(print('func_repeats', payload, createContext().context)).toBe('child (count: 3  last_ts: 500)');
});

test('a function is indented below its parent', () => {
  const { context } = createContext();
  const writeInfo = compileInfo(findFormat('function'), context, STYLE);
  const calls = [
    record(7).u64(PARENT).u64(0),
    record(7).u64(CHILD).u64(PARENT),
    record(7).u64(PARENT).u64(CHILD),
  ];
  const lines = calls.map((call) => {
    const payload = call.finish();
    const out = new TextOutput();
    writeInfo(new DataView(payload.buffer), 0, payload.length, out);
    return out.read();
  });
  expect(lines).toEqual(['parent', 'child', '   parent']);
});

test('a context switch names threads that have no name', () => {
  const names: [number, string][] = [];
  const context: HandlerContext = {
    ...createContext().context,
    learnComm: (pid, comm) => names.push([pid, comm]),
    isNamed: (pid) => pid === 41,
  };
  const payload = record(41)
    .text('one\0'.padEnd(16, '\0'))
    .u32(41)
    .u32(120)
    .u64(0)
    .text('two words'.padEnd(16, '\0'))
    .u32(42)
    .u32(100)
    .finish();
  expect(print('sched_switch', payload, context)).toBe('one:41 [120] R ==> two words:42 [100]');
  expect(names).toEqual([[42, 'two words']]);
});
