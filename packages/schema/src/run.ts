import { z } from 'zod';
import { ConsumerSchema, PhaseSchema } from './plan.ts';
import { PlanShapeSchema } from './plan-shape.ts';
import { FaultClassSchema } from './verdict.ts';

/** Device numbers as the kernel's tracepoints print them: `dev 7:0`. */
export const DeviceSchema = z.strictObject({
  major: z.int().nonnegative(),
  minor: z.int().nonnegative(),
  /** `/dev/loop0`, where it is known. */
  path: z.string().optional(),
});
export type Device = z.infer<typeof DeviceSchema>;

/** The guest that a run happened in, and how it was made. */
export const GuestSchema = z.strictObject({
  /** Of the definition in test-vms. */
  name: z.string(),
  /** Where its kernel came from, in one line. */
  kernelSource: z.string(),
  accelerator: z.enum(['kvm', 'tcg']),
  /** What its definition knows of the kernel. */
  expectation: z.string().optional(),
  /** Why it is that one. */
  acceleratorReason: z.string(),
  qemuVersion: z.string(),
  /** As it was started. */
  argv: z.array(z.string()),
  /** From the start of QEMU to the first answer of the agent. */
  bootMs: z.number().nonnegative(),
});
export type Guest = z.infer<typeof GuestSchema>;

export const EnvironmentSchema = z.strictObject({
  /** The whole line of /proc/version. */
  kernelVersion: z.string(),
  /** `uname -r`, `uname -m`. */
  release: z.string(),
  machine: z.string(),
  distribution: z.string(),
  /** /proc/sys/kernel/tainted, 0 is not tainted. */
  taint: z.int().nonnegative(),
  cpus: z.int().positive(),
  cpuModel: z.string(),
  memoryBytes: z.int().positive(),
  pageBytes: z.int().positive(),
  root: z.boolean(),
  node: z.string(),
  liburing: z.string(),
  bootId: z.string(),
  /** What stands in /sys/module/io_uring/parameters, by name; absent where the kernel has none, as stock kernels do. */
  ringParameters: z.record(z.string(), z.string()).optional(),
  /** Absent when the run happened on the machine of the lab itself; all else is the guest's, but for `node`. */
  vm: GuestSchema.optional(),
});
export type Environment = z.infer<typeof EnvironmentSchema>;

/** Where the files of the run lay. */
export const TestbedSchema = z.strictObject({
  /** `disk`: a whole disk of a guest; `memory`: a tmpfs, without a device. */
  kind: z.enum(['loop', 'directory', 'disk', 'memory']),
  filesystem: z.string(),
  mountOptions: z.string(),
  /** The block device; of a file system in memory, its own number. */
  device: DeviceSchema,
  /** st_dev of the files: the block device's number, but on btrfs one of its own. */
  fileDevice: DeviceSchema,
  /** `mkfs.xfs version 6.1.0`, for a loop device or a disk. */
  madeBy: z.string().optional(),
  logicalBlockBytes: z.int().positive(),
});
export type Testbed = z.infer<typeof TestbedSchema>;

/** A data file of the run; `index` is what ops.arrow calls it. */
export const DataFileSchema = z.strictObject({
  /**
   * What its file system said of it after the reads, where the lab did not write meanwhile and it is not what it was: its size in bytes, and
   * the ranges [start, end) that were allocated when it had been written, and are no more.
   */
  after: z
    .strictObject({
      bytes: z.int().nonnegative(),
      holes: z.array(z.strictObject({ start: z.int().nonnegative(), end: z.int().positive() })),
    })
    .optional(),
  index: z.int().nonnegative(),
  name: z.string(),
  bytes: z.int().nonnegative(),
  inode: z.int().nonnegative(),
  blockBytes: z.int().positive(),
});
export type DataFile = z.infer<typeof DataFileSchema>;

/** The same read by another system call in the same cache state: tells io_uring from the layers below it. */
export const PeerSchema = z.strictObject({
  call: z.string(),
  tried: z.int().nonnegative(),
  /** How often each result came back, e.g. [{result: 4096, count: 16}]. */
  results: z.array(z.strictObject({ result: z.int(), count: z.int().positive() })),
});
export type Peer = z.infer<typeof PeerSchema>;

export const CpuCaptureSchema = z.strictObject({
  cpu: z.int().nonnegative(),
  /** Bytes of ring-buffer pages in trace.dat. */
  bytes: z.int().nonnegative(),
  /** Counters of per_cpu/cpuN/stats of the instance. */
  overrun: z.int().nonnegative(),
  commitOverrun: z.int().nonnegative(),
  droppedEvents: z.int().nonnegative(),
  /** Events that were never read out. */
  entriesLeft: z.int().nonnegative(),
});
export type CpuCapture = z.infer<typeof CpuCaptureSchema>;

export const CaptureSummarySchema = z.strictObject({
  /** Set when a trace was taken. */
  trace: z.literal('trace.dat').nullable(),
  /** Why there is none, or why it holds less than asked: `filemap: no such event`, `E_NEEDS_ROOT: ...`. */
  missing: z.array(z.string()),
  clock: z.string(),
  /** `system:event`, as enabled. */
  events: z.array(z.string()),
  cpus: z.array(CpuCaptureSchema),
});
export type CaptureSummary = z.infer<typeof CaptureSummarySchema>;

export const ArtifactSchema = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Artifact = z.infer<typeof ArtifactSchema>;

/** The table of requests as the kernel side saw them: sqe.arrow. */
export const RequestsRecordSchema = z.strictObject({
  /** Set when the table was written. */
  table: z.literal('sqe.arrow').nullable(),
  /** Why there is none, or why it holds less: `E_BPF_MISSING: ...`. */
  missing: z.array(z.string()),
  submitted: z.int().nonnegative(),
  completed: z.int().nonnegative(),
  /** Records for which the kernel side had no room. */
  lost: z.int().nonnegative(),
});
export type RequestsRecord = z.infer<typeof RequestsRecordSchema>;

/** The lab that ran it. */
export const LabSchema = z.strictObject({ name: z.string(), version: z.string() });

/** run.json: what was run, where, and what came of it. */
export const RunSchema = z.strictObject({
  format: z.literal('uringlab-run'),
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  lab: LabSchema,
  scenario: z.strictObject({
    name: z.string(),
    title: z.string(),
    /** What the scenario's catalogue entry says the verdict has to be with this consumer; null where it cannot know. */
    expected: FaultClassSchema.nullable(),
    seed: z.int().nonnegative(),
    blockBytes: z.int().positive(),
    /** The flag bits of every request by name, e.g. ['RWF_NOWAIT']. */
    requestFlags: z.array(z.string()),
    /** How the page cache was prepared, in one sentence. */
    cacheState: z.string(),
    /** Every byte of the files was last written by a write of so many bytes, at a multiple of it; absent where that is not so. */
    writeBytes: z.int().positive().optional(),
    /** Of a job file: all lengths of its requests, in bytes, and what of it is not followed, and why, a sentence each. */
    lengths: z.array(z.int().positive()).optional(),
    notes: z.array(z.string()).optional(),
    /** All requests were writes. */
    writes: z
      .strictObject({
        /** RLIMIT_FSIZE of the process that wrote, in bytes. */
        fileSizeLimit: z.int().positive().optional(),
      })
      .optional(),
    /** What was asked for; absent in runs of labs that did not write it down. */
    shape: PlanShapeSchema.optional(),
  }),
  consumer: ConsumerSchema,
  environment: EnvironmentSchema,
  testbed: TestbedSchema,
  files: z.array(DataFileSchema),
  phases: z.array(PhaseSchema),
  /** Mismatches described in mismatches.jsonl; `phases` counts all of them. */
  mismatchesRecorded: z.int().nonnegative(),
  peers: z.array(PeerSchema),
  capture: CaptureSummarySchema,
  /** Of the traced phases; absent in runs of labs that did not take one. */
  requests: RequestsRecordSchema.optional(),
  /** Every other file of the directory that this stage wrote. */
  artifacts: z.array(ArtifactSchema),
});
export type Run = z.infer<typeof RunSchema>;
