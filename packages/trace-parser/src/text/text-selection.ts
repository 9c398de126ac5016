import type { EventSelection } from '../columns/event-batch.ts';
import type { EventLine } from './scan/event-line.ts';
import type { TextNames } from './text-names.ts';

/** A time in billions and units, as lines have it. */
interface LineTime {
  readonly billions: number;
  readonly units: number;
}

function splitTime(time: bigint): LineTime {
  return { billions: Number(time / 1_000_000_000n), units: Number(time % 1_000_000_000n) };
}

function isBefore(line: LineTime, time: LineTime): boolean {
  return line.billions < time.billions || (line.billions === time.billions && line.units < time.units);
}

/** Tells which events of a text are asked for. Texts name no systems: of `system:name` the name counts. */
export class TextSelection {
  readonly #names: TextNames;
  readonly #wantedNames: ReadonlySet<string> | undefined;
  readonly #wantedInstances: ReadonlySet<string> | undefined;
  readonly #cpus: ReadonlySet<number> | undefined;
  readonly #from: LineTime | undefined;
  readonly #to: LineTime | undefined;
  /** By type, once it was met. */
  readonly #types: boolean[] = [];
  readonly #all: boolean;

  constructor(selection: EventSelection, names: TextNames) {
    const { names: wanted, instances, cpus, from, to } = selection;
    this.#names = names;
    this.#wantedNames = wanted && new Set(wanted.flatMap((name) => [name, name.replace(/^[^:]*:/, '')]));
    this.#wantedInstances = instances && new Set(instances);
    this.#cpus = cpus && new Set(cpus);
    this.#from = from === undefined ? undefined : splitTime(from);
    this.#to = to === undefined ? undefined : splitTime(to);
    this.#all = [wanted, instances, cpus, from, to].every((member) => member === undefined);
  }

  has(type: number, instance: number, line: EventLine): boolean {
    if (this.#all) return true;
    if (this.#from !== undefined && isBefore(line, this.#from)) return false;
    if (this.#to !== undefined && !isBefore(line, this.#to)) return false;
    if (this.#cpus !== undefined && !this.#cpus.has(line.cpu)) return false;
    return this.#hasType(type) && this.#hasInstance(instance);
  }

  #hasType(type: number): boolean {
    if (this.#wantedNames === undefined) return true;
    this.#types[type] ??= this.#wantedNames.has(this.#names.types[type]?.name ?? '');
    return this.#types[type];
  }

  #hasInstance(instance: number): boolean {
    return this.#wantedInstances?.has(this.#names.instances[instance]?.name ?? '') ?? true;
  }
}
