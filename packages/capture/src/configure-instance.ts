import { join } from 'node:path';
import { type DeviceNumbers, deviceFilter, processFilter } from './event-filters.ts';
import { type EventName, expandEvents, parseAvailableEvents } from './event-globs.ts';
import type { TracedMachine } from './machine/traced-machine.ts';

/** What a capture is asked for, as far as the instance is concerned. */
export interface InstanceSettings {
  events: readonly string[];
  clock: string;
  devices: readonly DeviceNumbers[];
  pids: readonly number[];
  programs: readonly string[];
  bufferKibPerCpu: number | undefined;
}

/** An instance that is ready, but does not record yet. */
export interface ConfiguredInstance {
  /** `system:event`, as enabled. */
  events: string[];
  /** The formats of the enabled events, by system. */
  eventFormats: Map<string, Buffer[]>;
  cpus: number[];
  /** The clock the kernel took. */
  clock: string;
  /** What the kernel refused or does not have. */
  missing: string[];
}

const DEFAULT_KIB_PER_CPU = 8192;
/** Machines with many CPUs get less on each. */
const DEFAULT_KIB_TOTAL = 512 * 1024;
/** Each is three calls, one after the other, and the way to a guest and back takes longer than what is done there. */
const ENABLED_AT_ONCE = 32;

/** Sets an instance up with recording off. Whatever the kernel refuses is gone without, and told in `missing`. */
export async function configureInstance(
  machine: TracedMachine,
  tracefs: string,
  instance: string,
  settings: InstanceSettings,
): Promise<ConfiguredInstance> {
  const missing: string[] = [];
  const set = async (file: string, value: string): Promise<void> => {
    const refusal = await machine.writeControl(join(instance, file), value);
    if (refusal !== undefined) missing.push(`${file}: ${refusal} on writing ${value}`);
  };
  const cpus = await listCpus(machine, instance);
  await set('tracing_on', '0');
  const kib =
    settings.bufferKibPerCpu ?? Math.min(DEFAULT_KIB_PER_CPU, Math.floor(DEFAULT_KIB_TOTAL / cpus.length));
  await set('buffer_size_kb', String(kib));
  await set('trace_clock', settings.clock);
  const clock =
    /\[(\S+)\]/.exec((await machine.readControl(join(instance, 'trace_clock'))).toString('latin1'))?.[1] ??
    'local';

  const available = parseAvailableEvents(
    (await machine.readControl(join(tracefs, 'available_events'))).toString('latin1'),
  );
  const { events, unknown } = expandEvents(settings.events, available);
  missing.push(...unknown.map((glob) => `${glob}: no such event`));
  const enabled = await enableEvents(machine, instance, events, settings, missing);
  return { ...enabled, cpus, clock, missing };
}

/** The CPUs that are online: the others have a directory in the instance, but no buffer. */
async function listCpus(machine: TracedMachine, instance: string): Promise<number[]> {
  const names = (await machine.list(join(instance, 'per_cpu'))).map(({ name }) => name);
  const online = parseCpuList(
    (await machine.readControl('/sys/devices/system/cpu/online')).toString('latin1'),
  );
  const cpus = names.map((name) => Number(name.replace(/^cpu/, '')));
  return cpus.filter((cpu) => online(cpu)).sort((a, b) => a - b);
}

/** `0-3,8` (lib/bitmap-str.c, bitmap_print_to_pagebuf); everything is in an empty list, which is no list at all. */
export function parseCpuList(text: string): (cpu: number) => boolean {
  const ranges = text.trim().split(',').filter(Boolean);
  if (ranges.length === 0) return () => true;
  return (cpu) =>
    ranges.some((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return cpu >= first && cpu <= last;
    });
}

async function enableEvents(
  machine: TracedMachine,
  instance: string,
  events: readonly EventName[],
  settings: InstanceSettings,
  missing: string[],
): Promise<{ events: string[]; eventFormats: Map<string, Buffer[]> }> {
  const ofProcesses = await processFilter(machine, settings.pids, settings.programs);
  const enabled: string[] = [];
  const eventFormats = new Map<string, Buffer[]>();
  const enable = async ({ system, name }: EventName): Promise<Buffer | undefined> => {
    const directory = join(instance, 'events', system, name);
    const format = await machine.readControl(join(directory, 'format'));
    const filter =
      system === 'io_uring' ? ofProcesses : deviceFilter(format.toString('latin1'), settings.devices);
    const unfiltered =
      filter === undefined ? undefined : await machine.writeControl(join(directory, 'filter'), filter);
    if (unfiltered !== undefined)
      missing.push(`${system}:${name}: ${unfiltered} on its filter, recorded without`);
    const refusal = await machine.writeControl(join(directory, 'enable'), '1');
    if (refusal === undefined) return format;
    missing.push(`${system}:${name}: ${refusal} on enabling it`);
    return undefined;
  };
  for (let at = 0; at < events.length; at += ENABLED_AT_ONCE) {
    const some = events.slice(at, at + ENABLED_AT_ONCE);
    const formats = await Promise.all(some.map(enable));
    for (const [index, { system, name }] of some.entries()) {
      const format = formats[index];
      if (format === undefined) continue;
      enabled.push(`${system}:${name}`);
      eventFormats.set(system, [...(eventFormats.get(system) ?? []), format]);
    }
  }
  return { events: enabled, eventFormats };
}
