const MOST = 3;
const LONGEST = 64;

/** Letters to change, add or leave out to make one word of the other; two rows of the usual table. */
function measureDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const changed = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** The names most like one that is not there: those that contain it, and those a few letters away. */
export function findNearNames(wanted: string, names: Iterable<string>): string[] {
  const word = wanted.toLowerCase().slice(0, LONGEST);
  const limit = Math.max(2, Math.floor(word.length / 3));
  return [...new Set(names)]
    .map((name) => {
      const other = name.toLowerCase().slice(0, LONGEST);
      const contains =
        word.length > 2 && (other.includes(word) || (other.length > 2 && word.includes(other)));
      return { name, distance: contains ? 1 : measureDistance(word, other) };
    })
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}
