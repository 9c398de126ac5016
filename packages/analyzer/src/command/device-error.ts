import { type Evidence, formatHex, formatResult } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import { DEVICE_ERRORS } from '../trace-rules/failed-reads.ts';
import { findFailedBios, KERNEL_LOG_IO_ERROR } from '../triggers/io-errors.ts';
import type { CommandCase } from './command-case.ts';
import { describeRow, verbOf } from './operations.ts';

function findLogged({ dmesg }: CommandCase): Evidence[] {
  const lines = dmesg.split('\n').filter((line) => KERNEL_LOG_IO_ERROR.test(line));
  return lines.slice(0, 4).map((text) => ({ source: 'dmesg', text }));
}

/** The first failure as its request, or by name alone where no table of requests has it. */
function describeFirst({ tally }: CommandCase): string {
  const [failed] = tally.failed;
  if (failed !== undefined) {
    const { operation, length, offset, path, result } = failed;
    return `the first, a ${verbOf(operation)} of ${length} bytes at ${formatHex(offset)} of ${path}, ended with ${formatResult(result)}`;
  }
  const named = tally.errors.find(({ result }) => DEVICE_ERRORS.has(result));
  return named === undefined ? '' : `${named.operation} ended with ${formatResult(named.result)}`;
}

export const deviceError: Rule<CommandCase> = {
  claim: 'The device fails',
  judge(subject) {
    const { tally, lives, run, hasLog, lacksTable } = subject;
    const completed = run.requests.completed;
    const logged = findLogged(subject);
    if (tally.deviceErrors === 0) {
      if (completed === 0) return { holds: 'moot' };
      if (lacksTable) return { holds: 'unknown', missing: 'the table of the requests is not there' };
      if (logged.length > 0)
        return {
          holds: 'unknown',
          missing: 'the kernel logged errors of a device meanwhile, and no request ended in one',
        };
      return {
        holds: 'no',
        excludedBy: `none of ${completed} requests ended in an error of a device${hasLog ? ', and the kernel logged none' : ''}`,
      };
    }
    const bios = findFailedBios([...lives.values()]);
    const isDevice = bios.length + logged.length > 0;
    return {
      holds: 'yes',
      charge: {
        culprit: isDevice ? 'device' : 'unknown',
        class: 'device-error',
        trigger: null,
        title: isDevice ? 'device: I/O errors' : 'unknown: requests fail',
        sentence:
          `${tally.deviceErrors} of ${completed} requests failed: ${describeFirst(subject)}` +
          `${isDevice ? ', and the block layer reports failed bios' : '; nothing recorded shows what failed below'}.`,
        confidence: isDevice ? 'high' : 'medium',
        fault: true,
        evidence: [
          ...tally.failed.slice(0, 4).map((row): Evidence => ({ source: 'strace', text: describeRow(row) })),
          ...bios,
          ...logged,
        ],
        fixedBy: null,
      },
    };
  },
};
