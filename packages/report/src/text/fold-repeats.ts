import { numberedItem } from './wrap.ts';

/** Items of a list that are shown in full. */
const WHOLE = 25;
/** Of items alike the first ones stay, and at the end the last ones whatever they are. */
const FIRST = 2;
const LAST = 4;

/** An item with its place in the whole list, or how many were left out. */
export type Folded<T> = { item: T; index: number } | { left: number };

function shape(text: string): string {
  return text.replace(/(?:0x)?\d[\da-f.]*(?: [num]?s\b)?/g, '#');
}

/**
 * A long list without what repeats: an error retried page by page says the same in the same words, numbers apart.
 * Lists of up to 25 items stay whole, longer ones come down to about that many.
 */
export function foldRepeats<T>(items: readonly T[], textOf: (item: T) => string): Folded<T>[] {
  const seen = new Map<string, number>();
  const folded: Folded<T>[] = [];
  let kept = 0;
  for (const [index, item] of items.entries()) {
    const key = shape(textOf(item));
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    const last = folded.at(-1);
    const isNew = times <= FIRST && kept < WHOLE - LAST;
    if (items.length <= WHOLE || isNew || index >= items.length - LAST) {
      folded.push({ item, index });
      kept += 1;
    } else if (last !== undefined && 'left' in last) {
      last.left += 1;
    } else {
      folded.push({ left: 1 });
    }
  }
  return folded;
}

/** A numbered list in which what repeats is folded; the numbers are those of the whole list, which `where` has. */
export function numberedSteps(items: readonly string[], where: string): string {
  return foldRepeats(items, (item) => item)
    .flatMap((part) =>
      'left' in part
        ? [`    (${describeLeft(part.left, where)})`]
        : numberedItem(part.item, part.index + 1, items.length),
    )
    .join('\n');
}

/** `12 more steps like these, in report.html`. */
export function describeLeft(left: number, where: string): string {
  return `${left} more ${left === 1 ? 'step' : 'steps'} like these, in ${where}`;
}
