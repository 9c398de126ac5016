import type { Evidence, RequestLife, ShortFinding, StepKind, Trigger, Verdict } from '@uringlab/schema';
import { findShortReadCause } from '../trace-rules/short-read-cause.ts';
import { isRetryRelease } from '../triggers/short-read-retry.ts';
import type { CommandCase } from './command-case.ts';

/** Why the kernel returned short, as far as it shows. */
export interface ShortExplanation {
  trigger: Trigger;
  /** A clause for the verdict's sentence, without a full stop. */
  cause: string;
  evidence: Evidence[];
  fixedBy: Verdict['fixedBy'];
}

/** Nothing in a trace says so: the sizes of files, what was cached before, why the rest of a write is refused. */
const UNTRACED = ['end-of-file', 'partly-cached', 'file-size-limit', 'no-space'] as const satisfies Trigger[];
type Untraced = (typeof UNTRACED)[number];

function isUntraced(trigger: Trigger): trigger is Untraced {
  return (UNTRACED as readonly Trigger[]).includes(trigger);
}

/** What a trace can say by itself. */
type TracedTrigger = Exclude<Trigger, Untraced>;

const CAUSES: Readonly<Record<TracedTrigger, string>> = {
  'nowait-partly-cached':
    'RWF_NOWAIT met a range that was only partly in the page cache, so the kernel copied what was there and, as asked, did not wait',
  'hidden-error':
    'a bio of the read failed, and the partial count hides the error, which only a read of the rest returns',
  'readahead-race':
    'an async buffered read raced with the completion of its own readahead, was issued again at the first page unlocked and ' +
    'stopped at the next one still locked',
  unknown: 'the trace does not show why the kernel returned short',
};

/** Residency as the page map has it: in the cache up to where the read stopped, and not behind. */
function stopsAtResidency({ pageMap, result }: RequestLife): boolean {
  const before = pageMap?.rows[0]?.cells ?? '';
  const pages = Math.ceil((result ?? 0) / (pageMap?.pageBytes ?? 1));
  return pages > 0 && /^U+$/.test(before.slice(0, pages)) && before[pages] === '.';
}

/** What else is known of the request decides where the trace alone is not enough, or says too much. */
function refine(trigger: Trigger, { nowait }: ShortFinding, life: RequestLife): TracedTrigger {
  // The detector has looked at the size of the file.
  if (isUntraced(trigger)) return 'unknown';
  // The kernel waits for its readahead unless it is asked not to.
  if (trigger === 'nowait-partly-cached' && !nowait) return 'unknown';
  return trigger === 'unknown' && nowait && stopsAtResidency(life) ? 'nowait-partly-cached' : trigger;
}

/** Steps that show why a read was short. */
const SHOWN: ReadonlySet<StepKind> = new Set(['readahead', 'bio-queued', 'short', 'bio-completed']);

/** What the trace says of why a read was short; of a write it says nothing yet. */
export function explainShort(finding: ShortFinding, { run, lives }: CommandCase): ShortExplanation {
  const life = lives.get(finding);
  const allowed = finding.nowait ? 'RWF_NOWAIT was set, which asks the kernel not to wait, but ' : '';
  const untold: Omit<ShortExplanation, 'cause'> = { trigger: 'unknown', evidence: [], fixedBy: null };
  if (life === undefined || life.steps.length === 0)
    return { ...untold, cause: `${allowed}no trace shows why the kernel returned short` };
  const { pageBytes, release } = run.environment;
  const found = findShortReadCause(life, { pageBytes, retriesShortReads: isRetryRelease(release) });
  const trigger = finding.kind === 'write' ? 'unknown' : refine(found.trigger, finding, life);
  if (trigger === 'unknown') return { ...untold, cause: `${allowed}${CAUSES.unknown}` };
  return {
    trigger,
    cause: CAUSES[trigger],
    evidence: life.steps.flatMap((step): Evidence[] =>
      step.line !== null && SHOWN.has(step.kind) ? [{ source: 'trace', text: step.line }] : [],
    ),
    fixedBy: found.fixedBy,
  };
}
