import { type Expression, PrintFormatError } from '../expression.ts';
import type { Body } from './body.ts';
import { assembleFlags, assembleSymbolic } from './choices.ts';
import { assembleContent } from './contents.ts';
import { assembleNumber } from './numbers.ts';
import { isTrue } from './value.ts';

function assembleArrayText(body: Body, expression: Expression): void {
  const { start, length, limit } = assembleContent(body, expression);
  if (limit === undefined) body.reserve(0, 1);
  else body.reserve(limit);
  body.append('copyText', start, length);
}

function assembleCall(body: Body, call: Expression & { kind: 'call' }): void {
  switch (call.name) {
    case '__print_flags':
    case '__print_flags_u64':
      assembleFlags(body, call.name, call.args);
      return;
    case '__print_symbolic':
    case '__print_symbolic_u64':
      assembleSymbolic(body, call.name, call.args);
      return;
    case '__get_str':
    case '__get_rel_str':
      assembleArrayText(body, call);
      return;
    default:
  }
  throw new PrintFormatError('a text that JavaScript has to write');
}

function assemble(body: Body, expression: Expression): void {
  switch (expression.kind) {
    case 'text':
      body.literal(expression.text);
      return;
    case 'conditional':
      body.choose(
        isTrue(assembleNumber(body, expression.test)),
        () => assembleText(body, expression.then),
        () => assembleText(body, expression.else),
      );
      return;
    case 'cast':
      assembleText(body, expression.of);
      return;
    case 'call':
      assembleCall(body, expression);
      return;
    case 'field':
      if (body.hasField(expression.name) && body.field(expression.name).array) {
        assembleArrayText(body, expression);
        return;
      }
      break;
    case 'unary':
      assembleArrayText(body, expression);
      return;
    default:
  }
  throw new PrintFormatError('an address where a text is to be');
}

/** The writing of an expression for `%s`. Throws PrintFormatError for what is left to JavaScript: arrays of numbers, masks, addresses of texts. */
export function assembleText(body: Body, expression: Expression): void {
  body.descend(() => assemble(body, expression));
}
