import { matchShape } from './info-shapes.ts';

/*
 * Where an event's info ends when prose may follow on the same line. Block events have a shape. Other infos are a row of
 * pieces: `name=value`, or a lower-case `name` with a value that no English word looks like: a number, something in
 * parentheses, a symbol with an underscore, an upper-case word. The first thing that is neither ends the info.
 */
const PIECE =
  /\s*(?:([A-Za-z_][\w.]*)=[^\s]*|([a-z_][a-z0-9_]*) (?:[-+]?(?:0x[0-9a-fA-F]+|\d[\w:,./|-]*)|\([^)\s]{0,64}\)|[A-Za-z]\w*_\w+(?:\|\w+)*|[A-Z][A-Z0-9_]+(?:\|[A-Z0-9_]+)*),?(?=\s|$))/y;

/** A name without a value at the very end: a set of flags that prints as nothing. */
const EMPTY_FLAGS = /\s*[a-z_]*flags(?=\s|$)/y;

/** The part of a text that reads like the info of an event. */
export interface InfoPieces {
  readonly text: string;
  /** Names of the pieces with the offset at which each ends. */
  readonly pieces: readonly { readonly name: string; readonly end: number }[];
  /** Something follows that is no piece. */
  readonly followed: boolean;
}

const LONGEST_FREE_TEXT = 200;

/** Finds the pieces at the start of `segment`. */
export function splitInfo(segment: string): InfoPieces {
  const pieces: { name: string; end: number }[] = [];
  let end = 0;
  for (;;) {
    PIECE.lastIndex = end;
    const match = PIECE.exec(segment);
    if (match === null) break;
    end = PIECE.lastIndex;
    pieces.push({ name: match[1] ?? match[2] ?? '', end });
  }
  EMPTY_FLAGS.lastIndex = end;
  const flags = pieces.length > 0 ? EMPTY_FLAGS.exec(segment) : null;
  if (flags !== null) {
    end = EMPTY_FLAGS.lastIndex;
    pieces.push({ name: flags[0].trim(), end });
  }
  return { text: segment, pieces, followed: end < segment.trimEnd().length };
}

/**
 * Cuts what follows the info. Where prose follows, it may begin with what looks like a piece (`in 5.9`); such pieces go when
 * no other event of that name has them. `counts` says how many events have each piece, `events` how many there are.
 */
export function cutInfo(
  name: string,
  info: InfoPieces,
  counts: ReadonlyMap<string, number>,
  events: number,
): { text: string; certain: boolean } {
  const shape = matchShape(name, info.text);
  if (shape !== undefined) return { text: shape.text, certain: true };
  if (info.pieces.length === 0) {
    return { text: info.text.slice(0, LONGEST_FREE_TEXT).trimEnd(), certain: info.text === '' };
  }
  let last = info.pieces.length - 1;
  while (info.followed && events > 1 && last > 0 && counts.get(info.pieces[last]?.name ?? '') === 1) last--;
  return { text: info.text.slice(0, info.pieces[last]?.end).trimEnd(), certain: true };
}
