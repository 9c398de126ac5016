import { type ErrorCode, errnoName, LabError } from '@uringlab/schema';

/** What the addon throws. */
export interface NativeFailure extends Error {
  /** Positive. */
  readonly errno: number;
  readonly syscall: string;
  readonly reason?: string;
}

/** Why the programs cannot be loaded, and what mends it. */
const REASONS: Readonly<Record<string, { because: string; hint: string }>> = {
  'no-btf': {
    because: 'the kernel does not describe its types (no /sys/kernel/btf/vmlinux)',
    hint: 'boot a kernel with CONFIG_DEBUG_INFO_BTF=y',
  },
  'no-cap-bpf': {
    because: 'this process lacks CAP_BPF',
    hint: 'run it as root, or give it the capabilities: setpriv --ambient-caps +bpf,+perfmon --inh-caps +bpf,+perfmon',
  },
  'no-cap-perfmon': {
    because: 'this process lacks CAP_PERFMON',
    hint: 'run it as root, or give it the capability: setpriv --ambient-caps +perfmon --inh-caps +perfmon',
  },
  lockdown: {
    because: 'the kernel is locked down (confidentiality), so that BPF may not read its memory',
    hint: 'boot with lockdown=integrity or less: cat /sys/kernel/security/lockdown',
  },
  'bpf-disabled': {
    because: 'the kernel has no bpf(2), or it is switched off',
    hint: 'boot a kernel with CONFIG_BPF_SYSCALL=y; see `sysctl kernel.unprivileged_bpf_disabled`',
  },
  'no-tracepoint': {
    because: 'the kernel has not the tracepoints of io_uring',
    hint: 'boot a kernel of 5.15 or later with CONFIG_IO_URING=y and CONFIG_TRACEPOINTS=y',
  },
  verifier: {
    because: "the kernel's verifier refuses the programs",
    hint: 'please report it with the kernel version; --events goes without BPF',
  },
  'no-memory': {
    because: 'there is no memory for the buffers',
    hint: 'make them smaller with --buffer, or raise `ulimit -l`',
  },
};

const ENOENT = 2;
const ESRCH = 3;
const EACCES = 13;
const ENOTDIR = 20;
const ENOSPC = 28;
const EPIPE = 32;
const EDQUOT = 122;

export function isNativeFailure(error: unknown): error is NativeFailure {
  return error instanceof Error && !(error instanceof LabError) && 'errno' in error && 'syscall' in error;
}

/** A failure to execute a command, as shells tell them apart by 127 and 126. */
function explainCommand({ errno, message }: NativeFailure, command: string): [ErrorCode, string, string] {
  if (errno === ENOENT || errno === ENOTDIR)
    return ['E_COMMAND_MISSING', `${command}: there is no such program`, 'see `command -v` and PATH'];
  if (errno === EACCES)
    return ['E_COMMAND_REFUSED', `${command} may not be executed`, 'see its mode, and the mount options'];
  return ['E_COMMAND_REFUSED', `${command} cannot be executed: ${message}`, 'see `file` on it'];
}

function explain(failure: NativeFailure, command: string): [ErrorCode, string, string?] {
  const { errno, syscall, reason, message } = failure;
  if (reason === 'command') return explainCommand(failure, command);
  const known = reason === undefined ? undefined : REASONS[reason];
  // The last lines of the verifier's log: nobody else can tell what it stumbled on.
  const details = reason === 'verifier' ? `\n${message}` : '';
  if (known !== undefined)
    return ['E_BPF_MISSING', `BPF cannot be used here: ${known.because}${details}`, known.hint];
  if (errno === ESRCH)
    return ['E_PROCESS', message, 'see `ps -e`; a process that has ended cannot be watched'];
  return ['E_SYSTEM', `${syscall}: ${message}`];
}

/** Why lines could not be written, from a positive errno. */
export function explainOutput(errno: number): LabError {
  if (errno === EPIPE) return new LabError('E_OUTPUT_CLOSED', 'nobody reads the lines any more');
  if (errno === ENOSPC || errno === EDQUOT)
    return new LabError('E_NO_SPACE', 'there is no room for the lines', {
      hint: 'make room, or write them somewhere else with -o',
    });
  return new LabError('E_SYSTEM', `the lines cannot be written: ${errnoName(-errno) ?? errno}`);
}

/** What the addon threw, as an error of the lab; anything else as it is. */
export function toStraceError(error: unknown, command: string): unknown {
  if (!isNativeFailure(error)) return error;
  const [code, message, hint] = explain(error, command);
  return new LabError(code, message, { cause: error, ...(hint === undefined ? {} : { hint }) });
}
