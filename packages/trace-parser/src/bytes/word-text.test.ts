import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextOutput } from './text-output.ts';
import { WordText } from './word-text.ts';

const latin1 = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes));

test('texts of any bytes are written one after the other as they are', () => {
  fc.assert(
    fc.property(fc.array(latin1, { maxLength: 10 }), (texts) => {
      const out = new TextOutput(1);
      for (const text of texts) new WordText(text).append(out);
      expect(out.read()).toBe(texts.join(''));
    }),
  );
});

test('bytes that make a double no number keep their bits', () => {
  const text = '\x01\x02\x03\x04\x05\x06\xf4\x7f\xff\xff\xff\xff\xff\xff\xff\xff';
  const out = new TextOutput(1);
  new WordText(text).append(out);
  expect(out.read()).toBe(text);
});
