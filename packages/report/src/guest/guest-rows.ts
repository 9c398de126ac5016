import type { FailedGuestRun } from '@uringlab/schema';
import { machineRows } from '../text/environment.ts';
import type { Row } from '../text/facts.ts';
import { kernelsTried } from '../text/kernel-name.ts';

/** What makes the same run again. */
export function repeatGuestRun({ scenario, consumer, environment, filesystem }: FailedGuestRun): string {
  const vm = environment.vm === undefined ? '' : ` --vm ${environment.vm.name}`;
  return `uringlab reproduce ${scenario.name} --consumer ${consumer} --fs ${filesystem} --seed ${scenario.seed}${vm}`;
}

/** The fact block, at most eight rows. */
export function guestFacts({ failure, environment, scenario, consumer, filesystem }: FailedGuestRun): Row[] {
  return [
    ['Failed', '1 of 1 runs'],
    ['After', `${failure.afterSeconds.toFixed(1)} s, of ${failure.limitSeconds} s that the guest had`],
    ['The lab was at', failure.activity],
    ['Code', failure.code],
    ['Run', `${scenario.name}, consumer ${consumer}, blocks of ${scenario.blockBytes} bytes, ${filesystem}`],
    ['Kernels', kernelsTried(environment)],
  ];
}

/** The guest's machine, and who ran it. */
export function guestEnvironment({ environment, lab, id, createdAt }: FailedGuestRun): Row[] {
  return [
    ...machineRows(environment),
    ['Run', `${id} of ${createdAt}`],
    ['Versions', `${lab.name} ${lab.version}, liburing ${environment.liburing}, Node ${environment.node}`],
    ['Trace', 'none was taken out of the guest before it failed'],
  ];
}
