import { readdir } from 'node:fs/promises';
import * as os from 'node:os';
import { join } from 'node:path';
import { readControl } from './control-files.ts';
import { readThreads } from './event-filters.ts';
import { parsePageHeader } from './page-header.ts';
import type { TraceMetadata } from './trace-dat.ts';

/** Reads what a reader of the pages needs, while the instance is still there. kallsyms is left empty: it depends on the pages. */
export async function readTraceMetadata(
  tracefs: string,
  instance: string,
  eventFormats: ReadonlyMap<string, readonly Buffer[]>,
  cpus: readonly number[],
  pids: readonly number[],
): Promise<TraceMetadata> {
  const headerPage = await readControl(join(instance, 'events/header_page'));
  const internal = join(tracefs, 'events/ftrace');
  const names = await readdir(internal, { withFileTypes: true });
  const ftraceFormats = names
    .filter((entry) => entry.isDirectory())
    .map((entry) => readControl(join(internal, entry.name, 'format')));
  return {
    layout: parsePageHeader(headerPage.toString('latin1')),
    headerPage,
    headerEvent: await readControl(join(instance, 'events/header_event')),
    ftraceFormats: await Promise.all(ftraceFormats),
    eventFormats,
    kallsyms: Buffer.alloc(0),
    printkFormats: await readControl(join(tracefs, 'printk_formats')),
    commandLines: await readCommandLines(tracefs, pids),
    traceClock: await readControl(join(instance, 'trace_clock')),
    uname: `${os.type()} ${os.release()} ${os.machine()}`,
    cpuStats: await Promise.all(cpus.map((cpu) => readControl(join(instance, `per_cpu/cpu${cpu}/stats`)))),
  };
}

/** /proc/kallsyms; empty for a kernel built without it. */
export async function readKernelSymbols(): Promise<Buffer> {
  return await readControl('/proc/kallsyms');
}

/**
 * Names of the threads in the trace. saved_cmdlines knows those that were switched out after an event; a thread that
 * has never left its CPU since (an SQPOLL thread, say) is known from /proc, where io-wq workers are listed too.
 */
async function readCommandLines(tracefs: string, pids: readonly number[]): Promise<Buffer> {
  const saved = await readControl(join(tracefs, 'saved_cmdlines'));
  const known = new Set(saved.toString('latin1').match(/^\d+/gm)?.map(Number));
  const threads = (await Promise.all(pids.map(readThreads)))
    .flat()
    .filter((thread) => !known.has(thread.pid));
  const lines = threads.map((thread) => `${thread.pid} ${thread.comm}\n`).join('');
  return Buffer.concat([saved, Buffer.from(lines, 'latin1')]);
}
