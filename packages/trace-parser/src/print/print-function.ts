import type { TextOutput } from '../bytes/text-output.ts';

/** An argument of a print function: an integer, or the bytes of an array or text, valid during the call. */
export type PrintArgument = number | bigint | Uint8Array;

/** A C function that print formats call and that is no macro of the kernel's tracing; never throws. */
export type PrintFunction =
  | {
      /** The C type of the result: signed or unsigned, with its bits. */
      readonly returns: 's32' | 'u32' | 's64' | 'u64';
      evaluate(args: readonly PrintArgument[]): number | bigint;
    }
  | { readonly returns: 'text'; write(args: readonly PrintArgument[], out: TextOutput): void };
