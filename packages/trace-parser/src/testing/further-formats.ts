import { formatText } from './sample-trace.ts';

/** Formats of events that the kernel the others come from does not have. */
export const FURTHER_FORMATS: readonly (readonly [system: string, text: string])[] = [
  [
    'scsi',
    formatText(
      'scsi_dispatch_cmd_start',
      2001,
      [
        ['unsigned int host_no', 8, 4, 0],
        ['unsigned int opcode', 12, 4, 0],
        ['unsigned int cmd_len', 16, 4, 0],
        ['__data_loc unsigned char[] cmnd', 20, 4, 0],
      ],
      '"host_no=%u cmnd=(%s raw=%s)", REC->host_no, scsi_trace_parse_cdb(p, __get_dynamic_array(cmnd), REC->cmd_len), __print_hex(__get_dynamic_array(cmnd), REC->cmd_len)',
    ),
  ],
  [
    'xen',
    formatText(
      'xen_mc_entry',
      2002,
      [
        ['unsigned int op', 8, 4, 0],
        ['unsigned int nargs', 12, 4, 0],
      ],
      '"op %u%s args [%u]", REC->op, xen_hypercall_name(REC->op), REC->nargs',
    ),
  ],
  [
    'jbd2',
    formatText(
      'jbd2_old_commit',
      2003,
      [
        ['dev_t dev', 8, 4, 0],
        ['int transaction', 12, 4, 1],
      ],
      '"dev %s transaction %d", jbd2_dev_to_name(REC->dev), REC->transaction',
    ),
  ],
  [
    'cfg80211',
    formatText(
      'cfg80211_old_frame',
      2004,
      [['__data_loc u8[] frame', 8, 4, 0]],
      '"control 0x%x", __le16_to_cpup(__get_dynamic_array(frame))',
    ),
  ],
  [
    'kvmmmu',
    formatText(
      'kvm_old_walk',
      2005,
      [['__u64 pte', 8, 8, 0]],
      '"pte %llx writable %d", REC->pte, is_writable_pte(REC->pte)',
    ),
  ],
  [
    'mac80211',
    formatText(
      'drv_bss_info_changed',
      2006,
      [
        ['char wiphy_name[32]', 8, 32, 0],
        ['enum nl80211_iftype vif_type', 40, 4, 0],
        ['__data_loc char[] vif_name', 44, 4, 0],
        ['bool assoc', 48, 1, 0],
        ['u16 aid', 50, 2, 0],
        ['bool cts', 52, 1, 0],
        ['bool shortpre', 53, 1, 0],
        ['bool shortslot', 54, 1, 0],
        ['u8 dtimper', 55, 1, 0],
        ['u16 bcnint', 56, 2, 0],
        ['u16 assoc_cap', 58, 2, 0],
        ['u32 basic_rates', 60, 4, 0],
        ['bool enable_beacon', 64, 1, 0],
        ['u16 ht_operation_mode', 66, 2, 0],
      ],
      '"%s", REC->wiphy_name',
    ),
  ],
  [
    'lab',
    formatText(
      'all_kinds',
      2007,
      [
        ['s8 tiny', 8, 1, 1],
        ['u8 byte', 9, 1, 0],
        ['s16 short_one', 10, 2, 1],
        ['int number', 12, 4, 1],
        ['unsigned int shown_hex', 16, 4, 0],
        ['unsigned int plain', 20, 4, 0],
        ['s64 wide', 24, 8, 1],
        ['u64 wide_unsigned', 32, 8, 0],
        ['unsigned long ulong', 40, 8, 0],
        ['long slong', 48, 8, 1],
        ['void * pointer', 56, 8, 0],
        ['char name[8]', 64, 8, 0],
        ['u8 bytes[4]', 72, 4, 0],
        ['__data_loc char[] text', 76, 4, 0],
        ['u32 words[2]', 80, 8, 0],
        ['unsigned long longs[2]', 88, 16, 0],
        ['size_t length', 104, 8, 0],
        ['bool yes', 112, 1, 0],
        ['char letter', 113, 1, 0],
        ['__data_loc u8[] data', 116, 4, 0],
        ['s32 shown_padded', 120, 4, 1],
        ['dev_t dev', 124, 4, 0],
      ],
      '"%x %05d %s %u,%u", REC->shown_hex, REC->shown_padded, REC->name, ((unsigned int) ((REC->dev) >> 20)), ((unsigned int) ((REC->dev) & ((1U << 20) - 1)))',
    ),
  ],
  [
    'lab',
    formatText(
      'beyond_c',
      2008,
      [
        ['u32 first', 8, 4, 0],
        ['s64 second', 16, 8, 1],
      ],
      '"%u %s", REC->first, ({ const char *x = "a"; x; })',
    ),
  ],
];
