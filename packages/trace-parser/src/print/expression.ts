/** The C expressions that occur in print formats. */
export type Expression =
  | {
      readonly kind: 'number';
      readonly value: number | bigint;
      readonly unsigned: boolean;
      readonly long: boolean;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'constant'; readonly name: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly else: Expression;
    }
  | { readonly kind: 'cast'; readonly type: string; readonly of: Expression }
  | { readonly kind: 'sizeof'; readonly type: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'braces'; readonly items: readonly Expression[] };

/** A print format: the printf text and its arguments. */
export interface PrintFormat {
  readonly text: string;
  readonly args: readonly Expression[];
}

/** Why a print format cannot be used; it never leaves this folder. */
export class PrintFormatError extends Error {}
