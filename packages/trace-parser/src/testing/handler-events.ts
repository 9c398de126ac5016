type Value = number | bigint | string | Uint8Array;
export type Values = Readonly<Record<string, Value>>;

const TEXT = 0xffffffff81000000n;
const ONE = TEXT + 0x100n;
const OTHER = TEXT + 0x200n;
const MARK = TEXT + 0x310n;
const UNKNOWN = 0x7f0012345678n;
const MAX = 0xffffffffffffffffn;

const u64 = (...values: readonly bigint[]): Uint8Array =>
  new Uint8Array(BigUint64Array.from(values.map((value) => BigInt.asUintN(64, value))).buffer);

const CDBS: readonly (readonly number[])[] = [
  [0x08, 0x1f, 2, 3, 4, 0],
  [0x28, 0xe0, 0xff, 2, 3, 4, 0, 0xff, 0xff, 0],
  [0x41, 0x28, 0, 0, 1, 0, 0, 0, 8, 0],
  [0xa8, 0x20, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0],
  [0xaa, 0x20, 0x81, 2, 3, 4, 0x85, 6, 7, 8, 0, 0],
  [0x88, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 1, 0, 0, 0],
  [0x8a, 0, 0, 0, 0, 0, 0x85, 6, 7, 8, 0x80, 0, 1, 0, 0, 0],
  [0x93, 0x08, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
  [0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0],
  [0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 32, 0, 0],
  [0x9e, 0x12, 0, 0, 0, 0, 0, 0, 0, 7, 0x80, 0, 0, 32, 0, 0],
  [0x9e, 0x05, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 32, 0, 0],
  [0x7f, 0, 0, 0, 0, 0, 0, 24, 0, 0x09, 0x20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8],
  [
    0x7f, 0, 0, 0, 0, 0, 0, 24, 0, 0x0d, 0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x80, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0,
    8,
  ],
  [0x7f, 0, 0, 0, 0, 0, 0, 24, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8],
  [0x12, 0, 0, 0, 36, 0],
];

const FUTEX_OPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 128, 129, 0x180, 0x189, 0x109, 0x7f, -1];

function graphExit(duration: bigint, depth: number, func = ONE): [string, Values] {
  return ['funcgraph_exit', { func, depth, calltime: 1000n, rettime: 1000n + duration }];
}

/** Events with ordinary and extreme values, for every handler. */
export const HANDLER_EVENTS: readonly (readonly [name: string, values: Values])[] = [
  ['function', { ip: ONE, parent_ip: OTHER }],
  ['function', { ip: ONE + 4n, parent_ip: UNKNOWN }],
  ['function', { ip: UNKNOWN, parent_ip: 0 }],
  ['function', { ip: MAX, parent_ip: OTHER, args: u64(1n, 2n) }],
  ['funcgraph_entry', { func: ONE, depth: 0 }],
  ['funcgraph_entry', { func: OTHER + 8n, depth: 3, args: u64(1n, 2n) }],
  ['funcgraph_entry', { func: UNKNOWN, depth: 1 }],
  graphExit(1n, 0, OTHER),
  ...[
    0n,
    999n,
    10_000n,
    10_001n,
    100_001n,
    1_000_001n,
    1_000_000_001n,
    12_345_678_901n,
    10n ** 15n,
    -1n,
    -5n,
  ].map((duration, index) => graphExit(duration, index % 4)),
  ['funcgraph_entry', { func: ONE, depth: 2 }],
  graphExit(1234n, 2),
  ['funcgraph_entry', { func: UNKNOWN, depth: 0 }],
  graphExit(123_456n, 0, UNKNOWN),
  ['kernel_stack', { size: 3, caller: u64(ONE + 3n, UNKNOWN, OTHER) }],
  ['kernel_stack', { size: 8, caller: u64(ONE, OTHER, ONE, OTHER, ONE, OTHER, ONE, 0n) }],
  [
    'kernel_stack',
    { size: 10, caller: u64(ONE, OTHER, ONE, OTHER, ONE, OTHER, ONE, OTHER, ONE + 1n, MAX, ONE) },
  ],
  ['kernel_stack', { size: 10, caller: u64(ONE, 0x12ffffffffn, ONE, ONE, ONE, ONE, ONE, ONE) }],
  ['user_stack', { tgid: 77, caller: u64(UNKNOWN, UNKNOWN + 1n, 0n, 0n, 0n, 0n, 0n, 0n) }],
  ['print', { ip: MARK, buf: 'hello\n\0' }],
  ['print', { ip: MARK, buf: 'no line break, 100%\0' }],
  ['print', { ip: UNKNOWN, buf: 'two\nlines\n\0' }],
  ['print', { ip: 0, buf: '' }],
  ['raw_data', { id: 0x1234, buf: Uint8Array.of(1, 2, 3, 0xff, 0, 9, 8, 7, 6, 5, 4, 3) }],
  ['raw_data', { id: -1, buf: Uint8Array.of(1, 2, 3, 4) }],
  ['raw_data', { id: 0, buf: '' }],
  ['bprint', { ip: ONE, fmt: 0x5000, buf: Uint8Array.of(42, 0, 0, 0, 104, 105, 0, 0) }],
  ['bprint', { ip: ONE, fmt: 0x5001, buf: Uint8Array.of(42, 0, 0, 0) }],
  ['bputs', { ip: ONE, str: 0x5010 }],
  ['bputs', { ip: UNKNOWN, str: 0x5011 }],
  [
    'hwlat',
    {
      duration: 11,
      outer_duration: 12,
      nmi_total_ts: 13,
      tv_sec: 14,
      tv_nsec: 15,
      nmi_count: 1,
      seqnum: 2,
      count: 3,
    },
  ],
  [
    'osnoise',
    {
      noise: 5,
      runtime: 1_000_000,
      max_sample: 3,
      hw_count: 1,
      nmi_count: 2,
      irq_count: 3,
      softirq_count: 4,
      thread_count: 5,
    },
  ],
  ['timerlat', { seqnum: 9, context: 1, timer_latency: 1234 }],
  ['branch', { line: 12, func: 'branchy', file: 'file.c', correct: 1, constant: 1 }],
  ['func_repeats', { ip: ONE, parent_ip: OTHER, count: 3, top_delta_ts: 0, bottom_delta_ts: 500 }],
  [
    'sched_switch',
    {
      prev_comm: 'one',
      prev_pid: 41,
      prev_prio: 120,
      prev_state: 0,
      next_comm: 'two words',
      next_pid: 42,
      next_prio: 100,
    },
  ],
  [
    'sched_switch',
    {
      prev_comm: 'fifteen-letters',
      prev_pid: 43,
      prev_prio: -1,
      prev_state: 0x85,
      next_comm: 'sixteen-letters!',
      next_pid: 44,
      next_prio: 139,
    },
  ],
  [
    'sched_switch',
    {
      prev_comm: '',
      prev_pid: -1,
      prev_prio: 0x7fffffff,
      prev_state: -1,
      next_comm: 'swapper/0',
      next_pid: 0,
      next_prio: 120,
    },
  ],
  [
    'sched_switch',
    {
      prev_comm: 'renamed',
      prev_pid: 41,
      prev_prio: 120,
      prev_state: 0x100,
      next_comm: '\xe4\xff',
      next_pid: 45,
      next_prio: 100,
    },
  ],
  ['sched_wakeup', { comm: 'woken', pid: 50, prio: 120, target_cpu: 1 }],
  ['sched_wakeup', { comm: 'other', pid: 50, prio: -2147483648, target_cpu: -1 }],
  ['sched_wakeup_new', { comm: 'born', pid: 51, prio: 0, target_cpu: 1234 }],
  ['sched_waking', { comm: 'waking', pid: 52, prio: 120, target_cpu: 3 }],
  [
    'kmalloc',
    {
      call_site: ONE + 0x1fn,
      ptr: 0xffff888100000000n,
      bytes_req: 10,
      bytes_alloc: 16,
      gfp_flags: 0xcc0,
      node: -1,
    },
  ],
  ['kmalloc', { call_site: UNKNOWN, ptr: 0, bytes_req: 0, bytes_alloc: 0, gfp_flags: 0, node: 0 }],
  ['kfree', { call_site: OTHER, ptr: 1 }],
  [
    'kmem_cache_alloc',
    { call_site: ONE, ptr: 1, bytes_req: 10, bytes_alloc: 16, gfp_flags: 0xdc0, node: -1 },
  ],
  [
    'hrtimer_start',
    { hrtimer: 0xffff888100000000n, function: TEXT + 0x400n, expires: 1, softexpires: -1, mode: 1 },
  ],
  ['hrtimer_expire_entry', { hrtimer: 0, now: 123_456_789, function: UNKNOWN }],
  ['hrtimer_cancel', { hrtimer: 5 }],
  ...[0, 1, 2, 3, 4, 5, -1].map((reason): [string, Values] => [
    'tlb_flush',
    { reason, pages: BigInt(reason) },
  ]),
  ...FUTEX_OPS.map((op): [string, Values] => [
    'sys_enter_futex',
    { uaddr: 0x7fff12345678n, op, val: 2, utime: 0x1234, uaddr2: 0x55, val3: 0xffffffff },
  ]),
  ['sys_enter_write', { fd: 1, buf: 0x7fff12345678n, count: 5 }],
  [
    'jbd2_run_stats',
    {
      dev: 0x800001,
      tid: 5,
      wait: 10,
      request_delay: 11,
      running: 12,
      locked: 13,
      flushing: 14,
      logging: 15,
    },
  ],
  ...[0, 1, 30, 48, 55, 61, 78, 0x400, 0x80000021, -1].flatMap((exit_reason) =>
    [1, 2, 3].map((isa): [string, Values] => [
      'kvm_exit',
      { exit_reason, guest_rip: ONE, isa, info1: 0xabcdefn, info2: MAX, vcpu_id: 3 },
    ]),
  ),
  ['kvm_entry', { vcpu_id: 2, rip: 0xfff0 }],
  [
    'kvm_emulate_insn',
    { rip: 0x1234, csbase: 0xffff0000, len: 3, insn: Uint8Array.of(0x0f, 0x01, 0xc1), flags: 9, failed: 1 },
  ],
  ['kvm_emulate_insn', { rip: 0x1234, csbase: 0, len: 1, insn: Uint8Array.of(0xf4), flags: 0 }],
  ['kvm_nested_vmexit', { exit_reason: 12, guest_rip: 0x10, isa: 1 }],
  [
    'kvm_nested_vmexit_inject',
    { exit_code: 48, exit_info1: 1, exit_info2: MAX, exit_int_info: 3, exit_int_info_err: 4, isa: 1 },
  ],
  [
    'kvm_nested_vmexit_inject',
    { exit_code: 0x7b, exit_info1: 0, exit_info2: 0, exit_int_info: 0, exit_int_info_err: 0, isa: 2 },
  ],
  ['kvm_mmu_get_page', { gfn: 0x1234, role: 0x3a4, root_count: 1, unsync: 0, created: 1 }],
  ['kvm_mmu_get_page', { gfn: MAX, role: 0xffffffff, root_count: 0, unsync: 1, created: 0 }],
  ['kvm_mmu_prepare_zap_page', { gfn: 1, role: 0, root_count: 0, unsync: 1 }],
  ...CDBS.map((cdb): [string, Values] => [
    'scsi_dispatch_cmd_start',
    { host_no: 1, opcode: cdb[0] ?? 0, cmd_len: cdb.length, cmnd: Uint8Array.from(cdb) },
  ]),
  ...[0, 11, 12, 33, 34, 35, 38, 48, 55, 56].map((op): [string, Values] => [
    'xen_mc_entry',
    { op, nargs: 2 },
  ]),
  ['jbd2_old_commit', { dev: 0x800001, transaction: -3 }],
  ['jbd2_old_commit', { dev: 0xffffffff, transaction: 3 }],
  ['cfg80211_old_frame', { frame: Uint8Array.of(0x34, 0x92) }],
  ['kvm_old_walk', { pte: 2 }],
  ['kvm_old_walk', { pte: 0x8000000000000001n }],
  [
    'drv_bss_info_changed',
    {
      wiphy_name: 'phy0',
      vif_name: 'wlan0\0',
      vif_type: 2,
      assoc: 1,
      aid: 7,
      basic_rates: 0x15f,
      assoc_cap: 0,
    },
  ],
  [
    'all_kinds',
    {
      tiny: -1,
      byte: 255,
      short_one: -2,
      number: -3,
      shown_hex: 0xbeef,
      plain: 0xffffffff,
      wide: -4,
      wide_unsigned: MAX,
      ulong: MAX,
      slong: -5,
      pointer: MAX,
      name: 'name',
      bytes: Uint8Array.of(1, 2, 3, 4),
      text: 'text\0',
      words: u64(0x200000001n),
      longs: u64(1n, MAX),
      length: 9,
      yes: 1,
      letter: 65,
      data: Uint8Array.of(9, 8),
      shown_padded: -42,
      dev: 0x800001,
    },
  ],
  [
    'all_kinds',
    { name: 'bad\x01', text: 'bad\n\0', data: Uint8Array.of(65, 66, 0), bytes: Uint8Array.of(65, 66, 67, 0) },
  ],
  ['beyond_c', { first: 1, second: -2 }],
  ['beyond_c', { first: 0, second: 0x123456789abn }],
];
