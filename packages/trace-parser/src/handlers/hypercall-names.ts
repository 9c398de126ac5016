/** Hypercalls by number (include/xen/interface/xen.h); libtraceevent's plugin_xen.c knows those up to `hvm_op` and the `arch` ones. */
const NAMES = [
  'set_trap_table',
  'mmu_update',
  'set_gdt',
  'stack_switch',
  'set_callbacks',
  'fpu_taskswitch',
  'sched_op_compat',
  'dom0_op',
  'set_debugreg',
  'get_debugreg',
  'update_descriptor',
  '',
  'memory_op',
  'multicall',
  'update_va_mapping',
  'set_timer_op',
  'event_channel_op_compat',
  'xen_version',
  'console_io',
  'physdev_op_compat',
  'grant_table_op',
  'vm_assist',
  'update_va_mapping_otherdomain',
  'iret',
  'vcpu_op',
  'set_segment_base',
  'mmuext_op',
  'acm_op',
  'nmi_op',
  'sched_op',
  'callback_op',
  'xenoprof_op',
  'event_channel_op',
  'physdev_op',
  'hvm_op',
];
const FIRST_ARCHITECTURE = 48;
const LAST_ARCHITECTURE = 55;

/** The name in parentheses; empty for a hypercall that has none. */
export function findHypercallName(operation: number): string {
  if (operation >= FIRST_ARCHITECTURE && operation <= LAST_ARCHITECTURE)
    return `(arch_${operation - FIRST_ARCHITECTURE})`;
  const name = NAMES[operation] ?? '';
  return name === '' ? '' : `(${name})`;
}
