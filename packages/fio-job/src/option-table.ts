/**
 * Every option of fio 3.33 and of its io_uring engine (`fio --cmdhelp=all`, `fio --enghelp=io_uring`), and what a job that the lab itself
 * runs makes of it.
 */

/** Options that say which requests are made, of what, and how. */
const FOLLOWED = [
  ...[
    'name',
    'ioengine',
    'rw',
    'bs',
    'bsrange',
    'bssplit',
    'size',
    'io_size',
    'offset',
    'filename',
    'nrfiles',
    'kb_base',
  ],
  ...[
    'iodepth',
    'iodepth_batch',
    'direct',
    'buffered',
    'numjobs',
    'loops',
    'stonewall',
    'rwmixread',
    'rwmixwrite',
    'randseed',
  ],
  ...['norandommap', 'invalidate', 'fadvise_hint', 'verify', 'do_verify'],
  ...['fixedbufs', 'registerfiles', 'sqthread_poll', 'nowait', 'force_async'],
] as const;
export type FollowedOption = (typeof FOLLOWED)[number];

/** Options without which the same bytes go the same ways, and why they are left out. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'the lab reports in its own way': [
    ...[
      'description',
      'group_reporting',
      'new_group',
      'stats',
      'write_bw_log',
      'bwavgtime',
      'write_lat_log',
      'write_iops_log',
    ],
    ...[
      'iopsavgtime',
      'log_entries',
      'log_avg_msec',
      'log_hist_msec',
      'log_hist_coarseness',
      'write_hist_log',
      'log_max_value',
    ],
    ...[
      'log_offset',
      'log_prio',
      'log_compression',
      'log_compression_cpus',
      'log_store_compressed',
      'log_unix_epoch',
    ],
    ...[
      'log_alternate_epoch',
      'log_alternate_epoch_clock_id',
      'per_job_logs',
      'block_error_percentiles',
      'clat_percentiles',
    ],
    ...[
      'lat_percentiles',
      'slat_percentiles',
      'percentile_list',
      'significant_figures',
      'disk_util',
      'gtod_reduce',
      'disable_lat',
    ],
    ...[
      'disable_clat',
      'disable_slat',
      'disable_bw_measurement',
      'gtod_cpu',
      'unified_rw_reporting',
      'unit_base',
      'clocksource',
    ],
  ],
  'the lab makes the files, on a place of its own': [
    ...[
      'directory',
      'filename_format',
      'unique_filename',
      'fallocate',
      'openfiles',
      'overwrite',
      'create_serialize',
      'create_fsync',
    ],
    ...[
      'create_on_open',
      'allow_file_create',
      'allow_mounted_write',
      'unlink',
      'unlink_each_loop',
      'end_fsync',
      'fsync_on_close',
    ],
  ],
  'the lab writes blocks that describe themselves, and verifies every sector of every read': [
    ...[
      'verify_interval',
      'verify_offset',
      'verify_pattern',
      'verify_fatal',
      'verify_dump',
      'verify_async',
      'verify_backlog',
    ],
    ...[
      'verify_backlog_batch',
      'experimental_verify',
      'verify_state_load',
      'verify_state_save',
      'continue_on_error',
      'error_dump',
    ],
    ...['zero_buffers', 'refill_buffers', 'scramble_buffers', 'buffer_pattern', 'buffer_compress_percentage'],
    ...[
      'buffer_compress_chunk',
      'dedupe_percentage',
      'dedupe_mode',
      'dedupe_working_set_percentage',
      'dedupe_global',
    ],
  ],
  'the lab has buffers and threads of its own': [
    ...[
      'thread',
      'mem',
      'hugepage-size',
      'lockmem',
      'nonvectored',
      'nice',
      'prio',
      'prioclass',
      'cpumask',
      'cpus_allowed',
    ],
    ...[
      'cpus_allowed_policy',
      'numa_cpu_nodes',
      'numa_mem_policy',
      'cgroup',
      'cgroup_nodelete',
      'cgroup_weight',
      'uid',
      'gid',
    ],
    ...['sqthread_poll_cpu', 'cmdprio_percentage', 'cmdprio_class', 'cmdprio', 'cmdprio_bssplit'],
  ],
  'the lab makes each request once, as soon as there is room for it': [
    ...[
      'runtime',
      'time_based',
      'ramp_time',
      'startdelay',
      'iodepth_low',
      'iodepth_batch_complete_min',
      'iodepth_batch_complete_max',
    ],
    ...[
      'io_submit_mode',
      'serialize_overlap',
      'thinktime',
      'thinktime_spin',
      'thinktime_blocks',
      'thinktime_blocks_type',
    ],
    ...[
      'thinktime_iotime',
      'rate',
      'rate_min',
      'rate_process',
      'rate_cycle',
      'rate_ignore_thinktime',
      'rate_iops',
      'rate_iops_min',
    ],
    ...[
      'max_latency',
      'latency_target',
      'latency_window',
      'latency_percentile',
      'latency_run',
      'steadystate',
      'steadystate_duration',
    ],
    ...['steadystate_ramp_time', 'exitall', 'exit_what', 'exitall_on_error', 'ignore_error'],
  ],
  'the order of the lab comes of its seed': ['randrepeat', 'allrandrepeat', 'random_generator'],
};

/** Options that would change which bytes go where, or do what the lab does not. */
const REFUSED = [
  ...[
    'wait_for',
    'lockfile',
    'opendir',
    'ba',
    'bs_unaligned',
    'rw_sequencer',
    'fill_device',
    'filesize',
    'file_append',
  ],
  ...[
    'offset_increment',
    'offset_align',
    'number_ios',
    'random_distribution',
    'percentage_random',
    'file_service_type',
    'fsync',
  ],
  ...[
    'fdatasync',
    'write_barrier',
    'sync_file_range',
    'atomic',
    'verify_only',
    'trim_percentage',
    'trim_verify_zero',
    'trim_backlog',
  ],
  ...[
    'trim_backlog_batch',
    'write_iolog',
    'read_iolog',
    'read_iolog_chunked',
    'replay_no_stall',
    'replay_redirect',
    'replay_scale',
  ],
  ...[
    'replay_align',
    'replay_time_scale',
    'replay_skip',
    'merge_blktrace_file',
    'merge_blktrace_scalars',
    'merge_blktrace_iters',
  ],
  ...[
    'exec_prerun',
    'exec_postrun',
    'ioscheduler',
    'zonemode',
    'zonesize',
    'zonecapacity',
    'zonerange',
    'zoneskip',
    'read_beyond_wp',
  ],
  ...[
    'max_open_zones',
    'job_max_open_zones',
    'ignore_zone_limits',
    'zone_reset_threshold',
    'zone_reset_frequency',
    'sync',
  ],
  ...[
    'write_hint',
    'create_only',
    'pre_read',
    'profile',
    'flow_id',
    'flow',
    'flow_sleep',
    'hipri',
    'uncached',
    'cmd_type',
  ],
];

/** What is made of an option. */
export type Treatment = { kind: 'followed' } | { kind: 'left-out'; reason: string } | { kind: 'refused' };

const TREATMENTS: ReadonlyMap<string, Treatment> = new Map<string, Treatment>([
  ...FOLLOWED.map((name) => [name, { kind: 'followed' }] as const),
  ...REFUSED.map((name) => [name, { kind: 'refused' }] as const),
  ...Object.entries(LEFT_OUT).flatMap(([reason, names]) =>
    names.map((name) => [name, { kind: 'left-out', reason }] as const),
  ),
]);

/** Whether fio has an option of this name. */
export function isOption(name: string): boolean {
  return TREATMENTS.has(name);
}

/** Throws RangeError for what is no option. */
export function treatmentOf(name: string): Treatment {
  const treatment = TREATMENTS.get(name);
  if (treatment === undefined) throw new RangeError(`${name} is no option`);
  return treatment;
}
