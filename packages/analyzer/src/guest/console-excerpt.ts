/** The alarm, and the stack that the kernel shows with it. More is in console.txt. */
const EXCERPT_LINES = 40;

/** `[   12.345678] `, with printk's caller (CONFIG_PRINTK_CALLER) where there is one. */
const STAMP = /^\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? /;

/** Registers say nothing without the kernel's image, QEMU's name and the place of the kernel nothing at all; console.txt has them. */
const SAYS_NOTHING =
  /^(?:R[A-S][A-Z]|R\d\d|FS|CS|CR\d|DR\d|PKRU|Code|RSP): |^(?:Hardware name|Kernel Offset): |^uringlab-guest: /;

/** The end of a kernel's report (kernel/panic.c). */
const END = /^---\[ end /;

interface Line {
  /** As it was printed. */
  raw: string;
  /** Without its time stamp. */
  text: string;
}

function linesOf(console: string): Line[] {
  return console
    .split('\n')
    .map((line) => line.replaceAll('\r', '').trimEnd())
    .map((raw) => ({ raw, text: raw.replace(STAMP, '') }))
    .filter(({ text }) => text !== '');
}

/** The lines of a console from the alarm on; empty when the alarm is not among what was kept. */
export function excerptFrom(console: string, alarm: string): string[] {
  const lines = linesOf(console);
  const from = lines.findIndex(({ text }) => text === alarm);
  if (from < 0) return [];
  const until = lines.findIndex(({ text }, index) => index > from && END.test(text));
  return lines
    .slice(from, until < 0 ? undefined : until + 1)
    .filter(({ text }) => !SAYS_NOTHING.test(text))
    .slice(0, EXCERPT_LINES)
    .map(({ raw }) => raw);
}

/** What packages/vm writes behind the console of a guest that was late, before the registers of its CPUs. */
const APPENDIX = '[uringlab: ';

/** The last lines of a console that does not say why. */
export function lastLines(console: string, count: number): string[] {
  const lines = linesOf(console).map(({ raw }) => raw);
  const appendix = lines.findLastIndex((raw) => raw.startsWith(APPENDIX));
  return (appendix < 0 ? lines : lines.slice(0, appendix + 1)).slice(-count);
}
