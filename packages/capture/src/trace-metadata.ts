import { join } from 'node:path';
import { readThreads } from './event-filters.ts';
import type { TracedMachine } from './machine/traced-machine.ts';
import { parsePageHeader } from './page-header.ts';
import type { TraceMetadata } from './trace-dat.ts';

/** Reads what a reader of the pages needs, while the instance is still there. kallsyms is left empty: it depends on the pages. */
export async function readTraceMetadata(
  machine: TracedMachine,
  tracefs: string,
  instance: string,
  eventFormats: ReadonlyMap<string, readonly Buffer[]>,
  cpus: readonly number[],
  pids: readonly number[],
): Promise<TraceMetadata> {
  const headerPage = await machine.readControl(join(instance, 'events/header_page'));
  const internal = join(tracefs, 'events/ftrace');
  const ftraceFormats = (await machine.list(internal))
    .filter((entry) => entry.isDirectory)
    .map((entry) => machine.readControl(join(internal, entry.name, 'format')));
  return {
    layout: parsePageHeader(headerPage.toString('latin1')),
    headerPage,
    headerEvent: await machine.readControl(join(instance, 'events/header_event')),
    ftraceFormats: await Promise.all(ftraceFormats),
    eventFormats,
    kallsyms: Buffer.alloc(0),
    printkFormats: await machine.readControl(join(tracefs, 'printk_formats')),
    commandLines: await readCommandLines(machine, tracefs, pids),
    traceClock: await machine.readControl(join(instance, 'trace_clock')),
    uname: await machine.uname(),
    cpuStats: await Promise.all(
      cpus.map((cpu) => machine.readControl(join(instance, `per_cpu/cpu${cpu}/stats`))),
    ),
  };
}

/** /proc/kallsyms; empty for a kernel built without it. */
export async function readKernelSymbols(machine: TracedMachine): Promise<Buffer> {
  return await machine.readControl('/proc/kallsyms');
}

/**
 * Names of the threads in the trace. saved_cmdlines knows those that were switched out after an event; a thread that
 * has never left its CPU since (an SQPOLL thread, say) is known from /proc, where io-wq workers are listed too.
 */
async function readCommandLines(
  machine: TracedMachine,
  tracefs: string,
  pids: readonly number[],
): Promise<Buffer> {
  const saved = await machine.readControl(join(tracefs, 'saved_cmdlines'));
  const known = new Set(saved.toString('latin1').match(/^\d+/gm)?.map(Number));
  const threads = (await Promise.all(pids.map((pid) => readThreads(machine, pid))))
    .flat()
    .filter((thread) => !known.has(thread.pid));
  const lines = threads.map((thread) => `${thread.pid} ${thread.comm}\n`).join('');
  return Buffer.concat([saved, Buffer.from(lines, 'latin1')]);
}
