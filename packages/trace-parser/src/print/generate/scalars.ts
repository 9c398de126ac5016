import type { Field } from '../../format/field.ts';
import { PrintFormatError } from '../expression.ts';
import type { Program } from './program.ts';
import type { Value } from './value.ts';

/** An expression that reads `size` bytes at `place` as an int32 or, where they are fewer or unsigned, as what they are. */
export function readSource(program: Program, place: string, size: number, signed: boolean): string {
  const order = program.context.littleEndian;
  const kind = signed ? 'Int' : 'Uint';
  if (size === 1) return `view.get${kind}8(${place})`;
  if (size === 2) return `view.get${kind}16(${place},${order})`;
  if (size === 4) return `view.get${kind}32(${place},${order})`;
  throw new PrintFormatError(`an integer of ${size} bytes`);
}

/** The integer that a field is. */
export function generateScalar(program: Program, field: Pick<Field, 'offset' | 'size' | 'signed'>): Value {
  const { offset, size, signed } = field;
  if (size === 8) {
    const { littleEndian } = program.context;
    const high = program.once(`view.getInt32(at+${littleEndian ? offset + 4 : offset},${littleEndian})`);
    const low = program.once(`view.getInt32(at+${littleEndian ? offset : offset + 4},${littleEndian})`);
    return { bits: 64, unsigned: !signed, high, low };
  }
  const source = program.once(readSource(program, `at+${offset}`, size, signed));
  return { bits: 32, unsigned: !signed && size === 4, source };
}
