import type { Verdict } from '@uringlab/schema';
import { patchesOf } from '../text/kernel-name.ts';
import { concernsKernel } from '../text/kernels-part.ts';
import type { BisectionInput, End } from './bisection.ts';
import { isDistributionKernel, versionOf } from './kernel-version.ts';

/** A kernel that the lab itself made bad: patched, or with one of its switches thrown. */
function isLabKernel({ step, environment }: End): boolean {
  const parameters = Object.keys(environment?.ringParameters ?? {});
  return (
    patchesOf(environment ?? {}).length > 0 ||
    parameters.some((name) => name.startsWith('lab_')) ||
    /\blab_\w+=/.test(step?.kernel.append ?? '')
  );
}

/** Whether the kernel that ran is that of the commit: the store names the commit, a build of one's own has it in its release. */
function isOfCommit({ name, environment }: End): boolean {
  const source = environment?.vm?.kernelSource ?? '';
  const [, inRelease] = /-g([0-9a-f]{7,40})\b/.exec(environment?.release ?? '') ?? [];
  return (
    source.startsWith(`git ${name.slice(0, 12)}`) || (inRelease !== undefined && name.startsWith(inRelease))
  );
}

/**
 * Why what a bisection found must not be called a regression, as a clause; null for one. regzbot tracks what worked in one version of
 * the kernel and no longer does in a later one, not an old bug replayed on an old kernel (Documentation/process/handling-regressions.rst).
 */
export function whyNoRegression(
  { bisect, good, bad }: BisectionInput,
  { fault, fixedBy, ...verdict }: Verdict,
): string | null {
  const ends = [good, bad];
  if (fixedBy !== null)
    return `it is known, and mended by ${fixedBy.commit.slice(0, 12)} ("${fixedBy.subject}") in ${fixedBy.release}`;
  if (!concernsKernel({ fault, fixedBy, ...verdict }))
    return fault === true
      ? `the fault is that of the ${verdict.culprit.replace('-', ' ')}, and the kernel keeps its promise`
      : 'the run of the bad end has no fault that is told for certain';
  if (verdict.culprit === 'device') return 'the device is at fault, whichever kernel runs on it';
  if (ends.some(isLabKernel)) return 'a kernel of it was changed by the lab, and is no release';
  if (bisect.git !== null)
    return isOfCommit(bad) ? null : 'the kernels that ran are not known to be built from these commits';
  const [from, to] = ends.map(({ environment }) => environment?.release ?? '');
  if (from === undefined || to === undefined || from === '' || to === '')
    return 'a run of the good or of the bad end is missing, so that its version is not known';
  const distributed = [from, to].find(isDistributionKernel);
  if (distributed !== undefined)
    return `${distributed} is a distribution's kernel, which no tag of the kernel's trees stands for`;
  const tags = [versionOf(from)?.tag, versionOf(to)?.tag];
  if (tags.includes(undefined) || tags[0] === tags[1])
    return `the kernels' releases, ${from} and ${to}, do not tell two versions`;
  return null;
}
