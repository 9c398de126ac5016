import type { TextOutput } from '../bytes/text-output.ts';

/**
 * Appends the text of one record, what stands after `EVENT: ` in a report, as bytes. The payload is the `size` bytes at `at` of
 * `view`; it is untrusted, and nothing outside of it may be read. Never throws.
 */
export type InfoWriter = (view: DataView, at: number, size: number, out: TextOutput) => void;
