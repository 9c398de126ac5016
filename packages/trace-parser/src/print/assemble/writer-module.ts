import { type Code, encodeUnsigned, I32, I64 } from './code.ts';

/** Functions of the module in assembly/ that writers call: what they take, and what they give, if anything. */
const HELPERS = {
  decimal: [[I64, I32], I32],
  signedDecimal: [[I64, I32], I32],
  hex: [[I64, I32], I32],
  paddedHex: [[I64, I32, I32], I32],
  pointer: [[I64, I32], I32],
  number: [[I64, I32, I32, I32, I32], I32],
  justify: [[I32, I32, I32, I32], I32],
  limitSize: [[I64, I32], I32],
  copyText: [[I32, I32, I32], I32],
  symbol: [[I64, I32, I32], I32],
  divideSigned: [[I64, I64], I64],
  divideUnsigned: [[I64, I64], I64],
  remainderSigned: [[I64, I64], I64],
  remainderUnsigned: [[I64, I64], I64],
  learnName: [[I32, I32, I32, I32], undefined],
  writeOther: [[I32, I32, I32, I32], I32],
} as const satisfies Record<string, readonly [readonly number[], number | undefined]>;

export type HelperName = keyof typeof HELPERS;

/** Parameters of a writer: type, payload, size of the record, and where to write; it gives the place after what was written. */
const PARAMETERS = [I32, I32, I32, I32];
export const PARAMETER = { TYPE: 0, PAYLOAD: 1, SIZE: 2, AT: 3 } as const;

const FUNCTION = 0x60;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTION = { TYPE: 1, IMPORT: 2, FUNCTION: 3, EXPORT: 7, CODE: 10 } as const;
const KIND = { FUNCTION: 0, MEMORY: 2 } as const;
/** At least one page, and no limit. */
const ANY_MEMORY = [0, 1];

function list(items: readonly Code[]): number[] {
  return [...encodeUnsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return list(Array.from(text, (letter) => [letter.charCodeAt(0)]));
}

function section(id: number, content: Code): number[] {
  return [id, ...encodeUnsigned(content.length), ...content];
}

function signature(parameters: readonly number[], result: number | undefined): Code {
  const results = result === undefined ? [] : [[result]];
  return [FUNCTION, ...list(parameters.map((type) => [type])), ...list(results)];
}

/**
 * A module with one function, `write`, made of locals and instructions. It imports memory and helpers from `env`; helpers are called by their
 * position in the list, all of them different.
 */
export function encodeWriterModule(
  helpers: readonly HelperName[],
  locals: readonly number[],
  body: readonly Code[],
): Uint8Array {
  const types = helpers.map((helper) => signature(HELPERS[helper][0], HELPERS[helper][1]));
  types.push(signature(PARAMETERS, I32));
  const own = helpers.length;
  const imports = helpers.map((helper, type) => [
    ...name('env'),
    ...name(helper),
    KIND.FUNCTION,
    ...encodeUnsigned(type),
  ]);
  imports.push([...name('env'), ...name('memory'), KIND.MEMORY, ...ANY_MEMORY]);
  const code = [...list(locals.map((type) => [1, type])), ...body.flat()];
  return Uint8Array.from([
    ...HEADER,
    ...section(SECTION.TYPE, list(types)),
    ...section(SECTION.IMPORT, list(imports)),
    ...section(SECTION.FUNCTION, list([encodeUnsigned(own)])),
    ...section(SECTION.EXPORT, list([[...name('write'), KIND.FUNCTION, ...encodeUnsigned(own)]])),
    ...section(SECTION.CODE, list([[...encodeUnsigned(code.length), ...code]])),
  ]);
}
