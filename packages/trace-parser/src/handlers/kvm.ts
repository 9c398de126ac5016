import { type CompileHandler, compileWording, type HandlerInput, hasField } from './handler.ts';
import { SVM_EXITS, VMX_EXITS } from './kvm-exits.ts';

/* libtraceevent, plugins/plugin_kvm.c. */
/** What the kernel's `isa` field says. */
const VMX = 1;
const SVM = 2;

function chooseName(names: Readonly<Record<number, string>>, value: string): string {
  const entries = Object.entries(names).map(([number, name]) => `{ ${number}, "${name}" }`);
  return `__print_symbolic(${value}, ${entries.join(', ')})`;
}

function compareAny(names: Readonly<Record<number, string>>, value: string): string {
  return Object.keys(names)
    .map((number) => `${value} == ${number}`)
    .join(' || ');
}

/** `reason NAME`, the number in parentheses where there is no name, for the kind of virtualisation that `isa` says. */
function describeReason({ format }: HandlerInput, field: string): { text: string; args: string } {
  const value = `(s32)REC->${field}`;
  const named = (isa: number) => (isa === VMX ? VMX_EXITS : SVM_EXITS);
  const known = (isa: number) => `(${compareAny(named(isa), value)})`;
  const name = (isa: number) => chooseName(named(isa), value);
  if (!hasField(format, 'isa')) {
    return {
      text: 'reason %s%.*u%s',
      args: `${known(VMX)} ? ${name(VMX)} : "UNKNOWN (", ${known(VMX)} ? 0 : 1, ${known(VMX)} ? 0 : REC->${field}, ${known(VMX)} ? "" : ")"`,
    };
  }
  const unknown = `(REC->isa == ${VMX} && !${known(VMX)}) || (REC->isa == ${SVM} && !${known(SVM)})`;
  return {
    text: 'reason %s%.*u%s',
    args: `(${unknown}) ? "UNKNOWN (" : REC->isa == ${VMX} ? ${name(VMX)} : REC->isa == ${SVM} ? ${name(SVM)} : "UNKNOWN-ISA", (${unknown}) ? 1 : 0, (${unknown}) ? REC->${field} : 0, (${unknown}) ? ")" : ""`,
  };
}

const compileExit: CompileHandler = (input) => {
  const { text, args } = describeReason(input, 'exit_reason');
  const withInfo = hasField(input.format, 'info1') && hasField(input.format, 'info2');
  return compileWording(
    input,
    `"${text} rip 0x%llx${withInfo ? ' info %llx %llx' : ''}", ${args}, REC->guest_rip${withInfo ? ', REC->info1, REC->info2' : ''}`,
  );
};

/** The bytes of the instruction as they are: the plugin is built without its disassembler. */
const compileInstruction: CompileHandler = (input) =>
  compileWording(
    input,
    '"%llx:%llx: %s%s", REC->csbase, REC->rip, __print_hex(REC->insn, REC->len), REC->failed ? " FAIL" : ""',
  );

function compileInjection(input: HandlerInput, rip: boolean): ReturnType<CompileHandler> {
  const { text, args } = describeReason(input, 'exit_code');
  const infos = ' info1 %llx info2 %llx int_info %llx int_info_err %llx';
  return compileWording(
    input,
    `"${rip ? ' rip %llx' : ''}${text}${infos}", ${rip ? 'REC->rip, ' : ''}${args}, REC->exit_info1, REC->exit_info2, REC->exit_int_info, REC->exit_int_info_err`,
  );
}

/** Bits of `union kvm_mmu_page_role` as they were up to Linux 4.x; what later kernels moved is named by its old place. */
const ROLE = {
  text: '%u q%u%s %s%s %spae %snxe %swp%s%s%s',
  args: [
    'REC->role & 15',
    '(REC->role >> 5) & 3',
    '(REC->role & 0x80) ? " direct" : ""',
    '__print_symbolic((REC->role >> 8) & 7, {0, "---"}, {1, "--x"}, {2, "w--"}, {3, "w-x"}, {4, "-u-"}, {5, "-ux"}, {6, "wu-"}, {7, "wux"})',
    '(REC->role & 0x800) ? " invalid" : ""',
    '(REC->role & 0x10) ? "" : "!"',
    '(REC->role & 0x1000) ? "" : "!"',
    '(REC->role & 0x2000) ? "" : "!"',
    '(REC->role & 0x4000) ? " smep" : ""',
    '(REC->role & 0x8000) ? " smap" : ""',
    '(REC->role & 0xff000000) ? " smm" : ""',
  ].join(', '),
};

function compileRole(input: HandlerInput, text: string, args: string): ReturnType<CompileHandler> {
  return compileWording(
    input,
    `"${text}${ROLE.text} root %u %s", ${args}${ROLE.args}, REC->root_count, REC->unsync ? "unsync" : "sync"`,
  );
}

const compilePage: CompileHandler = (input) => compileRole(input, '', '');

export const KVM_HANDLERS: Readonly<Record<string, CompileHandler>> = {
  'kvm:kvm_exit': compileExit,
  'kvm:kvm_entry': (input) => compileWording(input, '" vcpu %u rip 0x%llx", REC->vcpu_id, REC->rip'),
  'kvm:kvm_emulate_insn': compileInstruction,
  'kvm:kvm_nested_vmexit': (input) => compileInjection(input, true),
  'kvm:kvm_nested_vmexit_inject': (input) => compileInjection(input, false),
  'kvmmmu:kvm_mmu_get_page': (input) =>
    compileRole(input, '%s sp gfn %llx ', 'REC->created ? "new" : "existing", REC->gfn, '),
  'kvmmmu:kvm_mmu_sync_page': compilePage,
  'kvmmmu:kvm_mmu_unsync_page': compilePage,
  'kvmmmu:kvm_mmu_zap_page': compilePage,
  'kvmmmu:kvm_mmu_prepare_zap_page': compilePage,
};
