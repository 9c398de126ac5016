import { type Evidence, formatHex, type RequestLife, type Trigger, type Verdict } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import { isReadaheadRace, SHORT_READ_RETRY } from '../triggers/readahead-race.ts';
import { shortInside, type TraceCase } from './trace-case.ts';

interface Cause {
  trigger: Trigger;
  sentence: string;
  fixedBy: Verdict['fixedBy'];
}

/** A read that completed before the readahead it had started: it did not wait, which only RWF_NOWAIT asks for. */
function didNotWait(life: RequestLife): boolean {
  const short = life.steps.findIndex((step) => step.kind === 'short');
  const completed = life.steps.findIndex((step) => step.kind === 'bio-completed');
  const queued = life.steps.findIndex((step) => step.kind === 'bio-queued');
  return queued >= 0 && short > queued && (completed < 0 || completed > short);
}

function findCause(life: RequestLife | undefined, pageBytes: number): Cause {
  if (life !== undefined && isReadaheadRace(life, pageBytes)) {
    return {
      trigger: 'readahead-race',
      sentence:
        'short read from an async buffered read racing readahead completion: issued again at the first page unlocked, ' +
        'the read stopped at the next page, which was still locked',
      fixedBy: SHORT_READ_RETRY,
    };
  }
  if (life !== undefined && didNotWait(life)) {
    return {
      trigger: 'nowait-partly-cached',
      sentence: 'short read from a read that did not wait for its own readahead, as RWF_NOWAIT asks for',
      fixedBy: null,
    };
  }
  return {
    trigger: 'unknown',
    sentence: 'short read inside the file, for a reason the trace does not show',
    fixedBy: null,
  };
}

export const shortRead: Rule<TraceCase> = {
  claim: 'A short read was not followed up',
  judge(subject) {
    const inside = shortInside(subject);
    const unhandled = inside.filter((request) => !request.restAskedFor);
    const first = unhandled[0];
    if (first === undefined) {
      if (inside.length === 0) return { holds: 'moot' };
      return {
        holds: 'no',
        excludedBy: `a read of the rest follows each of the ${inside.length} short reads`,
      };
    }
    const life = subject.lives.find(
      ({ offset, result }) => offset === first.offset && result === first.result,
    );
    const cause = findCause(life, subject.pageBytes);
    const rest = first.offset + (first.result ?? 0);
    return {
      holds: 'yes',
      charge: {
        culprit: 'application',
        class: 'unhandled-short-read',
        trigger: cause.trigger,
        title: 'application: unhandled short read',
        sentence:
          `The read of ${first.length} bytes at ${formatHex(first.offset)} of ${first.file} is a ${cause.sentence}; it returned ${first.result}, ` +
          `and no read of the other ${first.length - (first.result ?? 0)} bytes at ${formatHex(rest)} follows in the trace. ` +
          'It is not a file system fault and not a page cache fault.',
        confidence: cause.trigger === 'unknown' ? 'medium' : 'high',
        fault: true,
        evidence: (life?.steps ?? []).flatMap((step): Evidence[] =>
          step.line === null ? [] : [{ source: 'trace', text: step.line }],
        ),
        fixedBy: cause.fixedBy,
      },
    };
  },
};
