import type { Journal } from '@uringlab/undo';
import type { RecordedPipe, TracePipe } from '@uringlab/uring-native';
import type { Tracefs } from '../tracefs.ts';

/** An entry of a directory. */
export interface ListedName {
  name: string;
  isDirectory: boolean;
}

/** Readers that take pages while they fill. */
export interface PageReaders {
  /** Takes what is left, and ends; the pages are in the targets, on this machine, whichever was recorded. */
  stop(): Promise<RecordedPipe[]>;
}

/** Writes `print` events. */
export interface Marker {
  /** One line: control characters could forge events in the trace's text form. */
  write(text: string): void;
  /** Why a mark is not in the trace, the first time. */
  refusal(): string | undefined;
  /** The instance cannot be removed while the marker is open. */
  close(): Promise<void>;
}

/** The machine whose kernel is recorded: this one, or a guest. What is recorded comes to this one in any case. */
export interface TracedMachine {
  /** Throws E_TRACEFS_MISSING, E_NEEDS_ROOT. */
  locateTracefs(journal: Journal): Promise<Tracefs>;
  /** Throws E_TRACEFS_MISSING when the kernel makes none. */
  makeInstance(path: string, journal: Journal): Promise<void>;
  removeInstance(path: string, journal: Journal): Promise<void>;
  /** The text of a file of the kernel; empty when it has none, or does not show it. */
  readControl(path: string): Promise<Buffer>;
  /** Writes a control file. Returns the errno's name when the kernel refuses it, and throws on anything else. */
  writeControl(path: string, value: string): Promise<string | undefined>;
  /** Empty where there is no such directory. */
  list(path: string): Promise<ListedName[]>;
  /** Throws LabError when a file cannot be opened; then nothing is running any more. */
  startReaders(pipes: readonly TracePipe[], subBufferBytes: number): Promise<PageReaders>;
  openMarker(path: string): Promise<Marker>;
  /** `Linux 6.12.0 x86_64`. */
  uname(): Promise<string>;
  /** The process that does there what is recorded. */
  ownProcess(): Promise<number>;
}
