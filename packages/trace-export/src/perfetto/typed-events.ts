/** A message of Perfetto's for one event: its number in FtraceEvent, and its fields, numbered from 1 on. */
interface TypedEvent {
  readonly id: number;
  readonly fields: readonly string[];
}

/** `id` and fields of protos/perfetto/trace/ftrace/{block,ext4,filemap,sched}.proto. */
const MESSAGES: Readonly<Record<string, readonly [id: number, fields: string]>> = {
  sched_switch: [4, 'prev_comm prev_pid prev_prio prev_state next_comm next_pid next_prio'],
  sched_wakeup: [17, 'comm pid prio success target_cpu'],
  sched_waking: [20, 'comm pid prio success target_cpu'],
  sched_wakeup_new: [114, 'comm pid prio success target_cpu'],
  ext4_da_write_begin: [41, 'dev ino pos len flags'],
  ext4_da_write_end: [42, 'dev ino pos len copied'],
  ext4_sync_file_enter: [43, 'dev ino parent datasync'],
  ext4_sync_file_exit: [44, 'dev ino ret'],
  ext4_es_lookup_extent_enter: [153, 'dev ino lblk'],
  ext4_es_lookup_extent_exit: [154, 'dev ino lblk len pblk status found'],
  ext4_ext_map_blocks_enter: [166, 'dev ino lblk len flags'],
  ext4_ext_map_blocks_exit: [167, 'dev ino flags pblk lblk len mflags ret'],
  ext4_write_begin: [219, 'dev ino pos len flags'],
  ext4_write_end: [230, 'dev ino pos len copied'],
  block_rq_issue: [45, 'dev sector nr_sector bytes rwbs comm cmd'],
  mm_filemap_add_to_page_cache: [97, 'pfn i_ino index s_dev page'],
  mm_filemap_delete_from_page_cache: [98, 'pfn i_ino index s_dev page'],
  block_bio_backmerge: [115, 'dev sector nr_sector rwbs comm'],
  block_bio_bounce: [116, 'dev sector nr_sector rwbs comm'],
  block_bio_complete: [117, 'dev sector nr_sector error rwbs'],
  block_bio_frontmerge: [118, 'dev sector nr_sector rwbs comm'],
  block_bio_queue: [119, 'dev sector nr_sector rwbs comm'],
  block_bio_remap: [120, 'dev sector nr_sector old_dev old_sector rwbs'],
  block_dirty_buffer: [121, 'dev sector size'],
  block_getrq: [122, 'dev sector nr_sector rwbs comm'],
  block_plug: [123, 'comm'],
  block_rq_complete: [125, 'dev sector nr_sector errors rwbs cmd'],
  block_rq_insert: [126, 'dev sector nr_sector bytes rwbs comm cmd'],
  block_rq_remap: [128, 'dev sector nr_sector old_dev old_sector nr_bios rwbs'],
  block_rq_requeue: [129, 'dev sector nr_sector errors rwbs cmd'],
  block_split: [131, 'dev sector new_sector rwbs comm'],
  block_touch_buffer: [132, 'dev sector size'],
  block_unplug: [133, 'nr_rq comm'],
};

const TEXTS = new Set(['comm', 'cmd', 'rwbs', 'prev_comm', 'next_comm']);

/** Fields that the kernel has renamed since (block_rq_complete and block_rq_requeue: include/trace/events/block.h). */
const RENAMED: Readonly<Record<string, string>> = { error: 'errors' };

const TYPED = new Map<string, TypedEvent>(
  Object.entries(MESSAGES).map(([name, [id, fields]]) => [name, { id, fields: fields.split(' ') }]),
);

/** Perfetto's own message for an event; undefined where it has none. */
export function findTypedEvent(name: string): TypedEvent | undefined {
  return TYPED.get(name);
}

/** Number of a field in Perfetto's message, 0 where that has none for it or one of another kind. */
export function findTypedField(event: TypedEvent, name: string, kind: 'text' | 'integer' | 'list'): number {
  const at = event.fields.indexOf(name);
  const number = (at < 0 ? event.fields.indexOf(RENAMED[name] ?? '') : at) + 1;
  return kind === (TEXTS.has(name) ? 'text' : 'integer') ? number : 0;
}
