/*
 * trace-cmd compiles its regular expressions with regcomp(REG_ICASE | REG_NOSUB) (libtraceevent, src/parse-filter.c): POSIX basic ones with
 * glibc's additions, upper and lower case alike, and no special lines.
 */

export interface RegexTranslation {
  readonly pattern?: RegExp;
  /** Why there is none. */
  readonly problem?: string;
}

const LONGEST = 1000;
const MOST_REPEATS = 255;
const LITERALS = /[.*+?^${}()|[\]\\/]/;
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t-\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};
const ESCAPES: Readonly<Record<string, string>> = {
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  '`': '^',
  "'": '$',
  '|': '|',
};

const escapeLetter = (letter: string): string => (LITERALS.test(letter) ? `\\${letter}` : letter);
const escapeInSet = (letter: string): string => (/[\\\]^[-]/.test(letter) ? `\\${letter}` : letter);

class RegexTranslator {
  readonly #source: string;
  /** Whether something inside each open group repeats without end, or is a choice. */
  readonly #open: boolean[] = [];
  #at = 0;
  #output = '';
  /** Whether there is something a `*` can repeat, and whether repeating it could take for ever. */
  #repeatable = false;
  #risky = false;
  /** The operator just put, if the last thing was one. */
  #repeated = '';

  constructor(source: string) {
    this.#source = source;
  }

  translate(): string {
    while (this.#at < this.#source.length) this.#step();
    if (this.#open.length > 0) throw new SyntaxError('a group that is not closed');
    return this.#output;
  }

  #step(): void {
    const letter = this.#source[this.#at++] ?? '';
    const atStart = this.#output === '' || /(?:^|[^\\])(?:\\\\)*(?:\(|\|)$/.test(this.#output);
    if (letter === '\\') this.#escape();
    else if (letter === '[') this.#put(this.#readSet());
    else if (letter === '*' && this.#repeatable) this.#repeat('*', true);
    else if (letter === '^' && atStart) this.#mark('^');
    else if (letter === '$' && /^(?:$|\\[)|])/.test(this.#source.slice(this.#at))) this.#mark('$');
    else this.#put(letter === '.' ? '.' : escapeLetter(letter));
  }

  #put(piece: string): void {
    this.#output += piece;
    this.#repeatable = true;
    this.#risky = false;
    this.#repeated = '';
  }

  #mark(piece: string): void {
    this.#output += piece;
    this.#repeatable = false;
  }

  #repeat(operator: string, endless: boolean): void {
    if (this.#repeated === operator) return;
    if (this.#repeated !== '') throw new SyntaxError('a repetition of a repetition');
    if (endless && this.#risky) throw new SyntaxError('a repeated group with repetitions or choices inside');
    this.#output += operator;
    this.#repeated = operator;
    this.#open.fill(true);
  }

  #escape(): void {
    const letter = this.#source[this.#at++];
    if (letter === undefined) throw new SyntaxError('a backslash at the end');
    if (letter === '(') {
      this.#open.push(false);
      this.#mark('(');
    } else if (letter === ')') {
      const risky = this.#open.pop();
      if (risky === undefined) throw new SyntaxError('a group that was not opened');
      this.#put(')');
      this.#risky = risky;
    } else if ((letter === '+' || letter === '?') && this.#repeatable) this.#repeat(letter, letter === '+');
    else if (letter === '{') this.#bounds();
    else if (/[1-9]/.test(letter)) throw new SyntaxError('references to groups are not supported');
    else if (letter === '|') {
      this.#open.fill(true);
      this.#mark('|');
    } else if (letter in ESCAPES) this.#put(ESCAPES[letter] ?? '');
    else this.#put(escapeLetter(letter));
  }

  #bounds(): void {
    const match = /^(\d{0,5})(,?)(\d{0,5})\\}/.exec(this.#source.slice(this.#at));
    if (match === null || !this.#repeatable) throw new SyntaxError('bounds that make no sense');
    const [whole, low = '', comma = '', high = ''] = match;
    const from = Number(low || 0);
    if (
      Math.max(from, Number(high)) > MOST_REPEATS ||
      (high !== '' && Number(high) < from) ||
      whole === '\\}'
    )
      throw new SyntaxError(`bounds that make no sense or are above ${MOST_REPEATS}`);
    this.#at += whole.length;
    this.#repeat(`{${from}${comma}${high}}`, comma !== '' || from > 1);
  }

  #readSet(): string {
    const match = /^(\^?)(\]?(?:\[:\w*:\]|\[=.=\]|\[\..\.\]|[^\]])*)\]/s.exec(this.#source.slice(this.#at));
    if (match === null) throw new SyntaxError('a set that is not closed');
    this.#at += match[0].length;
    const inner = (match[2] ?? '').replace(
      /\[:(\w*):\]|\[[=.](.)[=.]\]|(.)-(?!$)(.)|./gs,
      (piece, name, single, low, high) => {
        if (name !== undefined) return this.#readClass(name);
        if (single !== undefined) return escapeInSet(single);
        if (low === undefined) return escapeInSet(piece);
        if (low > high) throw new SyntaxError('a range that runs backwards');
        return `${escapeInSet(low)}-${escapeInSet(high)}`;
      },
    );
    return `[${match[1] ?? ''}${inner}]`;
  }

  #readClass(name: string): string {
    const letters = CLASSES[name];
    if (letters === undefined) throw new SyntaxError(`no class of letters is called ${name}`);
    return letters;
  }
}

/**
 * Translates a POSIX basic regular expression. Refused are references to groups, and endless repetition of what itself repeats or has
 * choices, since matching could take time that doubles with each letter; with several repetitions in a row it grows as a power of the
 * text's length, which is a page at most.
 */
export function translateBasicRegex(source: string): RegexTranslation {
  if (source.length > LONGEST) return { problem: `more than ${LONGEST} letters` };
  try {
    return { pattern: new RegExp(new RegexTranslator(source).translate(), 'is') };
  } catch (cause) {
    if (cause instanceof SyntaxError) return { problem: cause.message };
    throw cause;
  }
}
