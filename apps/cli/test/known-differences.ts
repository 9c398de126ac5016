import { readFileSync } from 'node:fs';

/** A place where trace-cmd prints something else, and is wrong. */
interface KnownDifference {
  /** Names of the events, as a regular expression. */
  readonly event: string;
  /** With print formats, or with -R. */
  readonly report: 'text' | 'fields';
  /** What trace-cmd prints after the name. */
  readonly traceCmd: string;
  /** The part of both texts that may differ; without it all. */
  readonly differs?: string;
}

const LIST = new URL('../../../docs/trace-differences.json', import.meta.url);
const { differences } = JSON.parse(readFileSync(LIST, 'utf8')) as { differences: readonly KnownDifference[] };

/** What stands before the event's own text, its name, and the text. */
function splitLine(line: string): { head: string; event: string; info: string } {
  const [head = line, event = ''] = /^.*?\d: ([\w.]+): +/.exec(line) ?? [];
  return { head, event, info: line.slice(head.length) };
}

function isKnown(theirs: string, ours: string, report: KnownDifference['report']): boolean {
  const expected = splitLine(theirs);
  const printed = splitLine(ours);
  if (expected.head.trimEnd() !== printed.head.trimEnd()) return false;
  return differences.some((known) => {
    if (known.report !== report || !new RegExp(`^(?:${known.event})$`).test(expected.event)) return false;
    if (!new RegExp(known.traceCmd).test(expected.info)) return false;
    const common = (info: string) =>
      known.differs === undefined ? '' : info.replace(new RegExp(known.differs), '');
    return common(expected.info) === common(printed.info);
  });
}

const MOST_SHOWN = 5;

/** Lines of two reports that differ in a way docs/trace-differences.json does not have; the first few, theirs and ours. */
export function findUnknownDifferences(
  theirs: string,
  ours: string,
  report: KnownDifference['report'],
): string[] {
  if (theirs === ours) return [];
  const expected = theirs.split('\n');
  const printed = ours.split('\n');
  const unknown: string[] = [];
  for (let at = 0; at < Math.max(expected.length, printed.length) && unknown.length < MOST_SHOWN; at++) {
    const [left, right] = [expected[at], printed[at]];
    if (left === right || (left !== undefined && right !== undefined && isKnown(left, right, report)))
      continue;
    unknown.push(`line ${at + 1}:\n  trace-cmd ${left ?? 'has ended'}\n  here      ${right ?? 'has ended'}`);
  }
  return unknown;
}
