import { signedCount } from '@uringlab/schema';
import type { TraceEvent } from '@uringlab/trace-parser';
import type { LayerEvent } from './layer-event.ts';

/** What most kernels are built with; a text does not say, and the `ofs` it prints needs it only for folios. */
export const COMMON_PAGE_BYTES = 4096;

type Value = number | bigint | string | undefined;

function toNumber(value: Value): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** The first of the names that the event carries: names of fields differ between kernels and between binary and text. */
function numberOf(event: TraceEvent, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = toNumber(event.field(name));
    if (value !== undefined) return value;
  }
  return undefined;
}

function pointerOf(event: TraceEvent, ...names: string[]): string {
  for (const name of names) {
    const value = event.field(name);
    if (value !== undefined) return typeof value === 'string' ? value : `0x${value.toString(16)}`;
  }
  return '';
}

/** `7:0` from a dev_t (major << 20 | minor, include/linux/kdev_t.h) or from text such as `7:0` and `7,0`. */
function deviceOf(event: TraceEvent, ...names: string[]): string {
  for (const name of names) {
    const value = event.field(name);
    if (typeof value === 'number') return `${value >>> 20}:${value & 0xfffff}`;
    if (typeof value === 'string') return value.replace(',', ':');
  }
  return '';
}

function bigOf(event: TraceEvent, ...names: string[]): bigint {
  for (const name of names) {
    const value = event.field(name);
    if (value !== undefined && value !== '') return BigInt.asUintN(64, BigInt(value));
  }
  return 0n;
}

/** Filemap events print inode numbers in hex without a prefix, so text cannot tell the radix by itself. */
function filemapInode(event: TraceEvent): number | undefined {
  if (event.system !== '') return numberOf(event, 'i_ino');
  const digits = /\bino[= ]([0-9a-f]+)/.exec(event.info())?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function base(event: TraceEvent): Pick<LayerEvent, 'event' | 'ns' | 'pid' | 'comm'> {
  return { event, ns: event.timestamp, pid: event.pid, comm: event.comm };
}

function ringFields(event: TraceEvent) {
  return {
    ...base(event),
    ring: pointerOf(event, 'ctx', 'ring'),
    request: pointerOf(event, 'req', 'request'),
    userData: bigOf(event, 'user_data', 'data'),
  };
}

function call(direct: boolean) {
  return (event: TraceEvent): LayerEvent | undefined => {
    const inode = numberOf(event, 'ino');
    const offset = numberOf(event, 'offset', 'pos');
    const count = event.field('count') ?? event.field('bytecount');
    if (inode === undefined || offset === undefined || count === undefined) return undefined;
    return {
      kind: 'call',
      ...base(event),
      device: deviceOf(event, 'dev'),
      inode,
      offset,
      count: signedCount(BigInt(count)),
      fileBytes: numberOf(event, 'size', 'disize') ?? 0,
      direct,
    };
  };
}

function readahead(event: TraceEvent): LayerEvent | undefined {
  const inode = numberOf(event, 'ino');
  const pages = numberOf(event, 'nr_pages');
  if (inode === undefined || pages === undefined) return undefined;
  return { kind: 'readahead', ...base(event), device: deviceOf(event, 'dev'), inode, pages };
}

function page(kind: 'page-added' | 'page-removed') {
  return (event: TraceEvent, pageBytes: number): LayerEvent | undefined => {
    const inode = filemapInode(event);
    const index = numberOf(event, 'index');
    const offset = index === undefined ? numberOf(event, 'ofs') : index * pageBytes;
    if (inode === undefined || offset === undefined) return undefined;
    // Kernels before 5.16 have no folios, hence no order.
    const bytes = pageBytes * 2 ** (numberOf(event, 'order') ?? 0);
    return { kind, ...base(event), device: deviceOf(event, 's_dev', 'dev'), inode, offset, bytes };
  };
}

function map(event: TraceEvent): LayerEvent | undefined {
  const inode = numberOf(event, 'ino');
  const address = numberOf(event, 'addr');
  const offset = numberOf(event, 'offset');
  const length = numberOf(event, 'length');
  // IOMAP_NULL_ADDR (include/linux/iomap.h) is what a hole or a delayed allocation carries: no place on the device.
  if (inode === undefined || address === undefined || offset === undefined || length === undefined)
    return undefined;
  if (!Number.isSafeInteger(address)) return undefined;
  return {
    kind: 'map',
    ...base(event),
    device: deviceOf(event, 'bdev', 'dev'),
    inode,
    address,
    offset,
    length,
  };
}

function block(kind: 'bio-queued' | 'bio-issued' | 'bio-completed') {
  return (event: TraceEvent): LayerEvent | undefined => {
    const sector = numberOf(event, 'sector');
    const sectors = numberOf(event, 'nr_sector');
    if (sector === undefined || sectors === undefined) return undefined;
    const fields = { ...base(event), device: deviceOf(event, 'dev'), sector, sectors };
    return kind === 'bio-completed'
      ? { kind, ...fields, error: numberOf(event, 'error') ?? 0 }
      : { kind, ...fields };
  };
}

/**
 * The one place that knows the kernel's names, old and new: io_uring_submit_sqe is what older kernels call
 * io_uring_submit_req, iomap_apply* what they had before iomap_iter*, iomap_readpages before iomap_readahead.
 */
const TABLE: Readonly<Record<string, (event: TraceEvent, pageBytes: number) => LayerEvent | undefined>> = {
  io_uring_submit_req: submit,
  io_uring_submit_sqe: submit,
  io_uring_complete: (event) => ({
    kind: 'complete',
    ...ringFields(event),
    result: numberOf(event, 'res', 'result') ?? 0,
  }),
  io_uring_queue_async_work: (event) => ({ kind: 'punt', ...ringFields(event) }),
  xfs_file_buffered_read: call(false),
  xfs_file_direct_read: call(true),
  iomap_readahead: readahead,
  iomap_readpages: readahead,
  mm_filemap_add_to_page_cache: page('page-added'),
  mm_filemap_delete_from_page_cache: page('page-removed'),
  iomap_iter_dstmap: map,
  iomap_apply_dstmap: map,
  block_bio_queue: block('bio-queued'),
  block_rq_issue: block('bio-issued'),
  block_rq_complete: block('bio-completed'),
};

function submit(event: TraceEvent): LayerEvent {
  return {
    kind: 'submit',
    ...ringFields(event),
    opcode: String(event.field('op_str') ?? event.field('opcode') ?? ''),
    sqThread: numberOf(event, 'sq_thread') === 1,
  };
}

/** The event in the lab's words; undefined for those the analysis has no use for. `pageBytes` is the kernel's page size. */
export function toLayerEvent(event: TraceEvent, pageBytes: number): LayerEvent | undefined {
  return TABLE[event.name]?.(event, pageBytes);
}

/** Kernels before 5.19 punt a request by its pointer alone: its user_data is that of the submission before. */
function nameRequest(event: LayerEvent, submitted: Map<string, bigint>): LayerEvent {
  if (event.kind === 'submit') submitted.set(event.request, event.userData);
  if (event.kind !== 'punt' || event.userData !== 0n) return event;
  return { ...event, userData: submitted.get(event.request) ?? 0n };
}

/** The events the analysis knows, in the order given; others are left out. */
export function toLayerEvents(events: Iterable<TraceEvent>, pageBytes = COMMON_PAGE_BYTES): LayerEvent[] {
  const known: LayerEvent[] = [];
  const submitted = new Map<string, bigint>();
  for (const event of events) {
    const layerEvent = toLayerEvent(event, pageBytes);
    if (layerEvent !== undefined) known.push(nameRequest(layerEvent, submitted));
  }
  return known;
}
