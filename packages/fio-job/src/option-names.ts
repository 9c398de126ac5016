import { isOption } from './option-table.ts';

/** Other names of options. */
const ALIASES: Readonly<Record<string, string>> = {
  readwrite: 'rw',
  blocksize: 'bs',
  blockalign: 'ba',
  blocksize_range: 'bsrange',
  blocksize_unaligned: 'bs_unaligned',
  iodepth_batch_submit: 'iodepth_batch',
  iodepth_batch_complete: 'iodepth_batch_complete_min',
  io_limit: 'io_size',
  fill_fs: 'fill_device',
  fileoffset: 'offset',
  nr_files: 'nrfiles',
  timeout: 'runtime',
  iomem: 'mem',
  ratemin: 'rate_min',
  ratecycle: 'rate_cycle',
  wait_for_previous: 'stonewall',
  disable_bw: 'disable_bw_measurement',
  ss: 'steadystate',
  ss_dur: 'steadystate_duration',
  ss_ramp: 'steadystate_ramp_time',
};

/** Options that may stand there without a value, which is 1 then. */
const FLAGS = new Set([
  ...[
    'bs_unaligned',
    'norandommap',
    'time_based',
    'verify_only',
    'exitall',
    'exitall_on_error',
    'stonewall',
    'new_group',
    'thread',
  ],
  ...[
    'group_reporting',
    'zero_buffers',
    'refill_buffers',
    'hipri',
    'fixedbufs',
    'registerfiles',
    'sqthread_poll',
    'nonvectored',
  ],
]);

/** fio's own name of an option; undefined where it has none of that name. */
export function canonicalName(written: string): string | undefined {
  const name = Object.hasOwn(ALIASES, written) ? ALIASES[written] : written;
  return name !== undefined && isOption(name) ? name : undefined;
}

export function isFlag(name: string): boolean {
  return FLAGS.has(name);
}
