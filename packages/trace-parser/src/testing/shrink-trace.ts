import { decodeLatin1 } from '../bytes/latin1.ts';
import { parseCmdlines } from '../container/cmdlines.ts';
import { readTraceDat } from '../container/trace-dat.ts';
import { DiagnosticLog } from '../diagnostics.ts';
import { openPages } from '../pages/open-pages.ts';
import { parsePageLayout } from '../ring/page-layout.ts';
import { RingCursor } from '../ring/ring-cursor.ts';
import { createBytesSource } from '../source/byte-source.ts';
import { writeTraceDat } from './write-trace-dat.ts';

/** Tasks a recording is made for; the recorder traces much of its own work besides. */
const TASKS = /^(sh|dd|fio|jbd2.*)$/;

/**
 * Rewrites a recording small enough to keep: of each CPU the last `pageLimit` pages with events of its tasks or with losses, the formats of
 * events in `report` (what trace-cmd prints for it), and the kernel symbols named there.
 */
export function shrinkTrace(
  bytes: Uint8Array,
  report: string,
  version: 6 | 7,
  pageLimit: number,
): Uint8Array {
  const log = new DiagnosticLog();
  const source = createBytesSource(bytes);
  const container = readTraceDat(source, log);
  const layout = parsePageLayout(container.headerPage, container.longSize, container.pageSize);
  const words = new Set(report.match(/\w[\w.]*/g));
  const formats = container.formats.filter(({ system, text }) => {
    return system === 'ftrace' || words.has(/^name: (\S+)/.exec(text)?.[1] ?? '');
  });
  const symbols = decodeLatin1(container.kallsyms.load()).trimEnd().split('\n');
  const kept = symbols.filter(
    (line, index) => words.has(line.split(/[ \t]/)[2] ?? '') || index === symbols.length - 1,
  );
  const pids = new Set(report.match(/-\d+(?= +\[)/g));
  const comms = parseCmdlines(container.cmdlines.load());
  const cmdlines = [...comms].filter(([pid]) => pid !== 0 && pids.has(`-${pid}`));
  const streams = openPages(source, container, layout, log);

  function selectPages(stream: (typeof streams)[number]): Uint8Array[] {
    const wanted = new Set<number>();
    const cursor = new RingCursor(stream);
    while (cursor.advance()) {
      const pid = cursor.view.getInt32(cursor.payload + 4, true);
      if (cursor.lost !== 0 || TASKS.test(comms.get(pid) ?? '')) wanted.add(cursor.pageNumber);
    }
    return [...wanted].slice(-pageLimit).map((index) => {
      const offset = stream.pages.offsetOf(index);
      return bytes.slice(offset, offset + stream.pageSize);
    });
  }

  return writeTraceDat({
    version,
    headerPage: container.headerPage,
    formats,
    kallsyms: `${kept.join('\n')}\n`,
    cmdlines: cmdlines.map((entry) => entry.join(' ')).join('\n'),
    clock: container.clock,
    uname: 'Linux',
    cpuCount: container.cpuCount || 2,
    buffers: container.buffers.map(({ name }) => ({
      name: name.replace(/^trace-parser-\d+-?/, 'lab'),
      cpus: streams
        .filter((stream) => stream.instance === name)
        .map((stream) => ({ cpu: stream.cpu, pages: selectPages(stream) })),
    })),
  });
}
