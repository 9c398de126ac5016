import { decodeLatin1 } from '../bytes/latin1.ts';

/** The file begins with `name:` and `ID:` (kernel/trace/trace_events.c, f_show). */
const HEAD = 512;

/** An event format file as recorded. Its text is decoded when asked for: a recording has thousands and uses dozens. */
export class FormatText {
  readonly system: string;
  /** Where it lies in the input; in a compressed section, where that begins. */
  readonly offset: number;
  readonly #bytes: Uint8Array;

  constructor(system: string, bytes: Uint8Array, offset: number) {
    this.system = system;
    this.offset = offset;
    this.#bytes = bytes;
  }

  get text(): string {
    return decodeLatin1(this.#bytes);
  }

  /** Name and id of the event without decoding the rest; undefined when the file does not begin with them. */
  head(): { readonly name: string; readonly id: number } | undefined {
    const match = /^name: *(\S+)\s*\nID: *(\d{1,9})\s*\n/.exec(
      decodeLatin1(this.#bytes, 0, Math.min(HEAD, this.#bytes.length)),
    );
    return match === null ? undefined : { name: match[1] ?? '', id: Number(match[2]) };
  }
}
