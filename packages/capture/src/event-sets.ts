/** Event globs per layer, as trace-cmd's `-e` takes them. Names a kernel does not have end up in `missing`. */
export const EVENT_SETS = {
  io_uring: ['io_uring'],
  xfs: ['xfs:xfs_file*'],
  ext4: [
    'ext4:ext4_read*',
    'ext4:ext4_ext_map_blocks_*',
    'ext4:ext4_es_lookup_extent_*',
    'ext4:ext4_*write_begin',
    'ext4:ext4_*write_end',
    'ext4:ext4_writepages*',
    'ext4:ext4_sync_file_*',
  ],
  btrfs: [
    'btrfs:btrfs_get_extent*',
    'btrfs:btrfs_ordered_extent_*',
    'btrfs:btrfs_finish_ordered_extent',
    'btrfs:btrfs_sync_file',
  ],
  iomap: ['iomap'],
  filemap: ['filemap'],
  readahead: ['readahead'],
  block: ['block:block_bio_*', 'block:block_rq_*', 'block:block_split'],
} as const satisfies Record<string, readonly string[]>;
