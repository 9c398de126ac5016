import type { OverlapFinding, StraceRequest } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import { type CommandCase, describeGap } from './command-case.ts';
import { fileOf } from './request-subject.ts';

function describeOne(request: StraceRequest): string {
  const order = request.order === undefined ? 'a request' : `request ${request.order}`;
  return `${order} of thread ${request.tid}, ${request.op} of ${fileOf(request)}`;
}

function describePair({ address, bytes, earlier, later }: OverlapFinding): string {
  return `${bytes} bytes at ${address} are memory of ${describeOne(earlier)}, and of ${describeOne(later)}, submitted before the first had completed`;
}

export const overlappingMemory: Rule<CommandCase> = {
  claim: 'Requests in flight at one time share memory',
  judge(subject) {
    const { found, run } = subject;
    const first = found.overlaps.first[0];
    if (found.overlaps.count === 0) {
      const gap = describeGap(subject);
      if (gap !== undefined) return { holds: 'unknown', missing: gap };
      if (run.requests.submitted === 0) return { holds: 'moot' };
      return {
        holds: 'no',
        excludedBy: `no two of ${run.requests.submitted} requests had memory in common while both were in flight and one wrote to it`,
      };
    }
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'overlapping-memory',
        trigger: null,
        title: 'application: requests in flight share memory',
        sentence:
          `Two requests in flight at one time had ${first === undefined ? 'bytes' : `${first.bytes} bytes`} of memory in common, and at ` +
          'least one of them wrote to it, so that what is there in the end depends on which completes last.',
        confidence: run.requests.lost === 0 ? 'high' : 'medium',
        fault: true,
        evidence: found.overlaps.first
          .slice(0, 4)
          .map((pair) => ({ source: 'strace', text: describePair(pair) })),
        fixedBy: null,
      },
    };
  },
};
