import type { Check } from '@uringlab/reproducer';
import { LabError } from '@uringlab/schema/errors';
import { type BpfReport, inspectBpf } from '@uringlab/uring-strace';

const ESSENTIAL_TRACEPOINTS = /^io_uring_(?:submit_(?:req|sqe)|complete)$/;

/** What keeps the programs from being loaded, and what mends it; undefined: nothing. */
function findObstacle(report: BpfReport): [detail: string, mend: string] | undefined {
  const { btf, capabilities, lockdown, tracepoints } = report;
  if (!capabilities.bpf || !capabilities.perfmon) {
    const missing = [capabilities.bpf ? '' : 'CAP_BPF', capabilities.perfmon ? '' : 'CAP_PERFMON'];
    return [`${missing.filter(Boolean).join(' and ')} missing`, 'run it with sudo'];
  }
  if (lockdown === 'confidentiality')
    return ['the kernel is locked down', 'boot with lockdown=integrity or less'];
  if (!btf) return ['the kernel does not describe its types', 'boot a kernel with CONFIG_DEBUG_INFO_BTF=y'];
  const found = tracepoints.filter(
    (tracepoint) => tracepoint.found && ESSENTIAL_TRACEPOINTS.test(tracepoint.name),
  );
  if (found.length < 2)
    return [
      'the tracepoints of io_uring are missing',
      'boot a kernel of 5.15 or later with CONFIG_IO_URING=y',
    ];
  return undefined;
}

/** Can `uringlab strace` see all there is to see? */
export function checkBpf(): Check {
  const name = 'BPF';
  try {
    const report = inspectBpf();
    const obstacle = findObstacle(report);
    if (obstacle === undefined) {
      const found = report.tracepoints.filter((tracepoint) => tracepoint.found).length;
      const how = report.direct ? 'direct loads' : 'loads by helper';
      return {
        name,
        ok: true,
        detail: `for \`uringlab strace\`: ${found} tracepoints, ${how}`,
        essential: false,
      };
    }
    const [detail, mend] = obstacle;
    return {
      name,
      ok: false,
      detail: `${detail}: \`uringlab strace\` goes by tracefs events, where there are any`,
      essential: false,
      mend,
    };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return {
      name,
      ok: false,
      detail: error.message,
      essential: false,
      ...(error.hint === undefined ? {} : { mend: error.hint }),
    };
  }
}
