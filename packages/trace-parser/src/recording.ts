/** An option of a trace.dat as recorded, v6 and v7 alike (trace-cmd.dat.v7(5)); ids are trace-cmd's. */
export interface RecordedOption {
  readonly id: number;
  readonly data: Uint8Array;
}

/** An event format file as recorded, one character per byte. */
export interface RecordedFormat {
  /** `ftrace` for the ring buffer's own events. */
  readonly system: string;
  readonly text: string;
}

/**
 * What a recording holds besides its pages, enough to write it anew: everything as the recorder stored it. Names, clocks and
 * sub-buffer sizes of the buffers are in `Trace.instances`.
 */
export interface Recording {
  readonly littleEndian: boolean;
  /** Bytes of a long in the recorder's programs, as the file's header says. */
  readonly longSize: number;
  /** CPUs of the recorded machine, those without data included. */
  readonly cpuCount: number;
  /** `events/header_page` and `events/header_event`; empty where they were not recorded. */
  readonly headerPage: string;
  readonly headerEvent: string;
  /** In the order of the file. */
  readonly formats: readonly RecordedFormat[];
  /** `/proc/kallsyms`, `printk_formats` and `saved_cmdlines`. */
  readonly kallsyms: Uint8Array;
  readonly printk: Uint8Array;
  readonly cmdlines: Uint8Array;
  /** In the order of the file, without those that say where something lies in it (DONE, BUFFER, sections, STRINGS, CPUCOUNT). */
  readonly options: readonly RecordedOption[];
}

/** One record of a ring buffer. Its bytes are valid until the next one is asked for. */
export interface RawRecord {
  /** Position in `Trace.instances`. */
  readonly instance: number;
  readonly cpu: number;
  /** The ring buffer's own time, before the offsets and conversions that the options ask for. */
  readonly timestamp: bigint;
  /** The payload, common fields first: `size` bytes at `at` of `view`. */
  readonly view: DataView;
  readonly at: number;
  readonly size: number;
  /**
   * Events lost on the CPU just before, what could not be read among them, or before a record in between that the selection leaves out by its name: a count, -1 when the
   * count is unknown, 0 for none.
   */
  readonly lost: number;
}
