import type { ByteReader } from '../bytes/byte-reader.ts';

/** Option ids of trace-cmd (lib/trace-cmd/include/private/trace-cmd-private.h). */
export const OPTION = {
  done: 0,
  date: 1,
  cpuStat: 2,
  buffer: 3,
  traceClock: 4,
  uname: 5,
  hook: 6,
  offset: 7,
  cpuCount: 8,
  version: 9,
  procMaps: 10,
  traceId: 11,
  timeShift: 12,
  guest: 13,
  tsc2nsec: 14,
  strings: 15,
  headerInfo: 16,
  ftraceEvents: 17,
  eventFormats: 18,
  kallsyms: 19,
  printk: 20,
  cmdlines: 21,
  bufferText: 22,
  btfFile: 23,
  lastBootInfo: 24,
  modulesFile: 25,
} as const;

/** Names of the options as trace-cmd has them. */
const NAMES: Readonly<Record<number, string>> = {
  [OPTION.date]: 'DATE',
  [OPTION.cpuStat]: 'CPUSTAT',
  [OPTION.buffer]: 'BUFFER',
  [OPTION.traceClock]: 'TRACECLOCK',
  [OPTION.uname]: 'UNAME',
  [OPTION.hook]: 'HOOK',
  [OPTION.offset]: 'OFFSET',
  [OPTION.cpuCount]: 'CPUCOUNT',
  [OPTION.version]: 'VERSION',
  [OPTION.procMaps]: 'PROCMAPS',
  [OPTION.traceId]: 'TRACEID',
  [OPTION.timeShift]: 'TIME_SHIFT',
  [OPTION.guest]: 'GUEST',
  [OPTION.tsc2nsec]: 'TSC2NSEC',
  [OPTION.strings]: 'STRINGS',
  [OPTION.headerInfo]: 'HEADER_INFO',
  [OPTION.ftraceEvents]: 'FTRACE_EVENTS',
  [OPTION.eventFormats]: 'EVENT_FORMATS',
  [OPTION.kallsyms]: 'KALLSYMS',
  [OPTION.printk]: 'PRINTK',
  [OPTION.cmdlines]: 'CMDLINES',
  [OPTION.bufferText]: 'BUFFER_TEXT',
  [OPTION.btfFile]: 'BTF_FILE',
  [OPTION.lastBootInfo]: 'LAST_BOOT_INFO',
  [OPTION.modulesFile]: 'MODULES_FILE',
};

const LONGEST_TEXT = 64 * 1024;
const LONGEST_BINARY = 64;

export function nameOption(id: number): string {
  return NAMES[id] ?? 'unknown';
}

function writeBytes(data: ByteReader): string {
  const shown = data.take(Math.min(LONGEST_BINARY, data.remaining));
  const text = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return data.remaining > 0 ? `${text} …` : text;
}

/** The value of an option as people read it; text is one character per byte and cut at 64 KiB. */
export function describeOption(id: number, data: ByteReader): string {
  switch (id) {
    case OPTION.date:
    case OPTION.cpuStat:
    case OPTION.traceClock:
    case OPTION.uname:
    case OPTION.hook:
    case OPTION.offset:
    case OPTION.version:
    case OPTION.procMaps:
    case OPTION.lastBootInfo:
      return data.text(Math.min(LONGEST_TEXT, data.remaining)).replace(/[\0\n]+$/, '');
    case OPTION.cpuCount:
      return String(data.u32());
    case OPTION.traceId:
      return `0x${data.bigU64().toString(16)}`;
    case OPTION.buffer:
    case OPTION.bufferText:
      return `at 0x${data.bigU64().toString(16)}: ${data.cString() || 'top instance'}`;
    case OPTION.timeShift:
      return `peer 0x${data.bigU64().toString(16)}, flags 0x${data.u32().toString(16)}, ${data.u32()} CPUs`;
    case OPTION.guest:
      return `${data.cString()}, id 0x${data.bigU64().toString(16)}, ${data.u32()} CPUs`;
    case OPTION.tsc2nsec:
      return `multiplier ${data.u32()}, shift ${data.u32()}, offset ${data.bigU64()}`;
    case OPTION.headerInfo:
    case OPTION.ftraceEvents:
    case OPTION.eventFormats:
    case OPTION.kallsyms:
    case OPTION.printk:
    case OPTION.cmdlines:
    case OPTION.btfFile:
    case OPTION.modulesFile:
      return `at 0x${data.bigU64().toString(16)}`;
    default:
      return writeBytes(data);
  }
}
