import { decodeLatin1 } from '../../bytes/latin1.ts';

const LONGEST = 64;
const FUNCTION = 'function';

/** tracefs prints some events of ftrace itself without their names (kernel/trace/trace_output.c). */
const UNNAMED: readonly { readonly begins: RegExp; readonly name: string }[] = [
  { begins: /^<stack trace/, name: 'kernel_stack' },
  { begins: /^<user stack trace/, name: 'user_stack' },
  { begins: /^# [0-9a-f]+ buf:/, name: 'raw_data' },
  { begins: /^# [0-9a-f]{8,16} /, name: 'print' },
  // With the option `fields`, an event of ftrace itself (print_event_fields); the number tells nothing elsewhere.
  { begins: /^UNKNOWN TYPE \d+/, name: 'unknown' },
];
/** First letters of those, so that lines of the function tracer are done with quickly. */
const BEGINNINGS: ReadonlySet<number | undefined> = new Set(
  Array.from('<#U', (letter) => letter.charCodeAt(0)),
);

/** The name of an event by its info: `function <-caller` is what else has no name. */
export function nameUnnamed(bytes: Uint8Array, start: number, end: number): string {
  if (!BEGINNINGS.has(bytes[start])) return FUNCTION;
  const info = decodeLatin1(bytes, start, Math.min(end, start + LONGEST));
  return UNNAMED.find(({ begins }) => begins.test(info))?.name ?? FUNCTION;
}
