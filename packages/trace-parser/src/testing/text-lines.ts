/** An event as a line of text is made of it. */
export interface LineFacts {
  readonly comm: string;
  readonly pid: number;
  readonly cpu: number;
  /** Microseconds. */
  readonly time: number;
  readonly name: string;
  readonly info: string;
}

/** A layout of text: how the kernel or trace-cmd prints an event, and how many letters of the comm it keeps. */
export interface LineLayout {
  readonly name: string;
  readonly header: string;
  readonly commLength: number;
  print(facts: LineFacts): string;
}

const TRACEFS = '# tracer: nop\n#\n';
const REPORT = 'cpus=4\n';
const seconds = (time: number): string => `${Math.floor(time / 1e6)}.${String(time % 1e6).padStart(6, '0')}`;
const cpuOf = (cpu: number): string => String(cpu).padStart(3, '0');

function printTracefs(group: string, flags: string): (facts: LineFacts) => string {
  return ({ comm, pid, cpu, time, name, info }) =>
    `${comm.padStart(16)}-${String(pid).padEnd(7)} ${group}[${cpuOf(cpu)}]${flags} ${seconds(time).padStart(12)}: ${name}: ${info}`;
}

function printReport(time: (time: number) => string, flags = ''): (facts: LineFacts) => string {
  return ({ comm, pid, cpu, time: at, name, info }) =>
    `${comm.padStart(16)}-${String(pid).padEnd(5)} [${cpuOf(cpu)}]${flags}${time(at)} ${`${name}:`.padEnd(21)} ${info}`;
}

const inSeconds = (time: number): string => ` ${seconds(time).padStart(12)}:`;

/** Every layout that tells when, where and of whom an event is. */
export const LINE_LAYOUTS: readonly LineLayout[] = [
  { name: 'tracefs', header: TRACEFS, commLength: 15, print: printTracefs('', ' d.h1.') },
  { name: 'tracefs of old kernels', header: TRACEFS, commLength: 15, print: printTracefs('', ' d.h1') },
  { name: 'tracefs without irq-info', header: TRACEFS, commLength: 15, print: printTracefs('', '') },
  {
    name: 'tracefs with record-tgid',
    header: TRACEFS,
    commLength: 15,
    print: printTracefs('(    123) ', ' .....'),
  },
  {
    name: 'tracefs without a known tgid',
    header: TRACEFS,
    commLength: 15,
    print: printTracefs('(-------) ', ' .....'),
  },
  {
    name: 'tracefs with latency-format',
    header: TRACEFS,
    commLength: 8,
    print: ({ comm, pid, cpu, time, name, info }) =>
      `${comm.slice(0, 8).padStart(8)}-${String(pid).padEnd(7)} ${String(cpu).padStart(3)}dNs2. ${String(time).padStart(4)}us!: ${name}: ${info}`,
  },
  {
    name: 'tracefs with latency-format and verbose',
    header: TRACEFS,
    commLength: 15,
    print: ({ comm, pid, cpu, time, name, info }) =>
      `${comm.padStart(16)} ${String(pid).padStart(7)} ${String(cpu).padStart(3)} 1 00000002 00000000 [${time.toString(16).padStart(8, '0')}] ${(time / 1000).toFixed(3)}ms (+0.032ms): ${name}: ${info}`,
  },
  { name: 'trace-cmd report', header: REPORT, commLength: 15, print: printReport(inSeconds) },
  {
    name: 'trace-cmd report since 3.3',
    header: REPORT,
    commLength: 15,
    print: printReport(inSeconds, ' d..1.'),
  },
  {
    name: 'trace-cmd report -R since 3.3',
    header: REPORT,
    commLength: 15,
    print: printReport(inSeconds, '-0x41'),
  },
  {
    name: 'trace-cmd report -t',
    header: REPORT,
    commLength: 15,
    print: printReport((time) => ` ${`${seconds(time)}000`.padStart(15)}:`),
  },
  {
    name: 'trace-cmd report --raw-ts',
    header: REPORT,
    commLength: 15,
    print: printReport((time) => `${String(time * 1000).padStart(12)}:`),
  },
  {
    name: 'trace-cmd report --ts-diff',
    header: REPORT,
    commLength: 15,
    print: printReport((time) => `${inSeconds(time)} (+12)   `),
  },
  {
    name: 'trace-cmd report -l',
    header: REPORT,
    commLength: 8,
    print: ({ comm, pid, cpu, time, name, info }) =>
      `${comm.slice(0, 8).padStart(8)}-${String(pid).padEnd(5)} ${String(cpu).padStart(3)}..... ${seconds(time).padStart(12)}: ${name.padEnd(1)}: ${info}`,
  },
];
