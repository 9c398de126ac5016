import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../testing/decode-perfetto.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

const SCHEMA = `syntax = "proto2";
message All {
  optional uint64 number = 1;
  optional int32 signed = 2;
  optional fixed64 fixed = 47;
  optional string text = 23;
  optional string bytes = 24;
  optional All nested = 327;
}`;

function decode(bytes: Uint8Array): Record<string, unknown> {
  return decodeMessage(SCHEMA, 'All', bytes);
}

const LARGEST = (1n << 64n) - 1n;

test('what is written is what a decoder reads', () => {
  const texts = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
  });
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: LARGEST }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.bigInt({ min: 0n, max: LARGEST }),
      texts,
      fc.nat(5),
      (number, signed, fixed, text, depth) => {
        const writer = new ProtobufWriter(16);
        const open: number[] = [];
        for (let level = 0; level < depth; level++) open.push(writer.begin(327));
        writer.unsigned64(1, number);
        writer.signed(2, signed);
        writer.fixed64(47, fixed);
        writer.string(23, text);
        const bytes = Uint8Array.from(`-${text}-`, (letter) => letter.charCodeAt(0));
        writer.text(24, bytes, 1, bytes.length - 1);
        for (const start of open.reverse()) writer.end(start);
        let message = decode(writer.take());
        for (let level = 0; level < depth; level++) message = message.nested as typeof message;
        expect(message).toEqual({ number: String(number), signed, fixed: String(fixed), text, bytes: text });
      },
    ),
  );
});

test('numbers below 2^53 need no halves', () => {
  for (const value of [0, 127, 128, 2 ** 31, 2 ** 32, 2 ** 35 + 5, Number.MAX_SAFE_INTEGER]) {
    const writer = new ProtobufWriter();
    writer.unsigned(1, value);
    expect(decode(writer.take())).toEqual({ number: String(value) });
  }
});

test('the writer begins anew after its bytes are taken', () => {
  const writer = new ProtobufWriter();
  writer.unsigned(1, 1);
  writer.take();
  writer.unsigned(1, 2);
  expect(decode(writer.take())).toEqual({ number: '2' });
});
