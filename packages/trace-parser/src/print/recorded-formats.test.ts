import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { TextOutput } from '../bytes/text-output.ts';
import { type EventFormat, parseEventFormat } from '../format/event-format.ts';
import { compilePrintFormat } from './compile-print-format.ts';
import { KNOWN_CONSTANTS } from './environment.ts';
import { PrintFormatError } from './expression.ts';
import type { InfoWriter } from './info-writer.ts';

/** Statement expressions, and a function of the RAS core: print as a list of their fields. */
const REFUSED = [
  'dma_map_sg',
  'kvm_mmu_get_page',
  'kvm_mmu_prepare_zap_page',
  'kvm_mmu_sync_page',
  'kvm_mmu_unsync_page',
  'mc_event',
];
const MARGIN = 32;

const context = {
  littleEndian: true,
  longSize: 8,
  symbols: () => ({ find: () => undefined }),
  printk: () => new Map<bigint, string>(),
  constants: KNOWN_CONSTANTS,
};

function loadFormats(): EventFormat[] {
  const path = new URL('../../fixtures/event-formats-6.18.txt.gz', import.meta.url);
  return gunzipSync(readFileSync(path))
    .toString('latin1')
    .split(/(?=^name: )/m)
    .map((text) => parseEventFormat(text, 'recorded', 8))
    .filter((format) => format !== undefined);
}

const formats = loadFormats();

function compile(format: EventFormat): InfoWriter | undefined {
  try {
    return compilePrintFormat(format, context);
  } catch (error) {
    if (error instanceof PrintFormatError) return undefined;
    throw error;
  }
}

/** The text of a record that stands among bytes of one value. */
function print(writer: InfoWriter, record: Uint8Array, around: number): string {
  const bytes = new Uint8Array(record.length + 2 * MARGIN).fill(around);
  bytes.set(record, MARGIN);
  const out = new TextOutput(0);
  writer(new DataView(bytes.buffer), MARGIN, record.length, out);
  return out.read();
}

test('every print format of a 6.18 kernel compiles, save those that are no expressions', () => {
  expect(formats).toHaveLength(2323);
  const refused = formats.filter((format) => compile(format) === undefined).map(({ name }) => name);
  expect(refused.sort()).toEqual(REFUSED);
});

test('any bytes print as they do at the very end of memory, whatever stands around them', () => {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
  for (const format of formats) {
    const writer = compile(format);
    if (writer === undefined) continue;
    for (const size of [0, random() % 40, format.fixedSize, format.fixedSize + 48]) {
      const record = Uint8Array.from({ length: size }, () => random());
      const out = new TextOutput(0);
      writer(new DataView(record.buffer), 0, size, out);
      expect(print(writer, record, 0x41), format.name).toBe(out.read());
      expect(print(writer, record, 0xff), format.name).toBe(out.read());
      expect(out.length).toBeLessThan(100_000);
    }
  }
}, 60_000);
