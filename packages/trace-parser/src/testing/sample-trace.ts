import { ByteWriter } from './byte-writer.ts';
import { PageBuilder } from './page-builder.ts';
import { type TraceDatContent, writeTraceDat } from './write-trace-dat.ts';

const COMMON = [
  '\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n',
  '\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n',
  '\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n',
  '\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n',
].join('');

/** A format file with the common fields and the given ones (`declaration`, offset, size, signed). */
export function formatText(
  name: string,
  id: number,
  fields: readonly (readonly [string, number, number, number])[],
  printFormat: string,
): string {
  const lines = fields.map(
    ([declaration, offset, size, signed]) =>
      `\tfield:${declaration};\toffset:${offset};\tsize:${size};\tsigned:${signed};\n`,
  );
  return `name: ${name}\nID: ${id}\nformat:\n${COMMON}\n${lines.join('')}\nprint fmt: ${printFormat}\n`;
}

export const SAMPLE_FORMAT = formatText(
  'sample',
  700,
  [
    ['u64 number', 8, 8, 0],
    ['s32 small', 16, 4, 1],
    ['__data_loc char[] text', 20, 4, 1],
  ],
  '"number %llu small %d text %s", REC->number, REC->small, __get_str(text)',
);

/** The payload of a `sample` event. */
export function samplePayload(
  pid: number,
  number: bigint,
  small: number,
  text: string,
  littleEndian = true,
): Uint8Array {
  const writer = new ByteWriter(littleEndian)
    .u16(700)
    .u16(0)
    .u32(pid)
    .u64(number)
    .u32(small >>> 0);
  const length = text.length + 1;
  writer
    .u32(length * 65536 + 24)
    .text(`${text}\0`)
    .align(4);
  return writer.finish();
}

/** A trace of two CPUs with `pages` pages each and some dozens of `sample` events to a page, numbered through in time order. */
export function sampleTrace(pages: number, content: Partial<TraceDatContent> = {}): Uint8Array {
  const littleEndian = content.littleEndian ?? true;
  const version = content.version ?? 7;
  const cpus = [0, 1].map((cpu) => ({
    cpu,
    pages: Array.from({ length: pages }, (_, index) => {
      const page = new PageBuilder(BigInt(1_000_000 + index * 100_000 + cpu * 10), littleEndian);
      for (let number = 0; number < EVENTS_PER_PAGE; number++) {
        const value = BigInt((index * EVENTS_PER_PAGE + number) * 2 + cpu);
        page.event(
          number === 0 ? 0 : 20,
          samplePayload(100 + cpu, value, -number, `n${number}`, littleEndian),
        );
      }
      return page.build();
    }),
  }));
  return writeTraceDat({
    version,
    littleEndian,
    formats: [{ system: 'lab', text: SAMPLE_FORMAT }],
    cmdlines: '100 zero\n101 one\n',
    cpuCount: 2,
    buffers: [{ name: '', cpus }],
    ...content,
  });
}

export const EVENTS_PER_PAGE = 50;
