import type { Check } from '../rule.ts';

const FACTS: readonly [what: string, pattern: RegExp][] = [
  ['the line of /proc/version', /\bLinux version \d/],
  [
    'the distribution',
    /\bdistribution\b|\b(?:debian|ubuntu|fedora|arch linux|opensuse|sles|rhel|gentoo|nixos|alpine)\b/i,
  ],
  [
    'the architecture',
    /\b(?:x86[_-]64|amd64|aarch64|arm64|riscv64|ppc64(?:le)?|s390x?|i[3-6]86|loongarch64|mips)\b/i,
  ],
  ['whether the kernel is tainted', /\btaint/i],
  ['whether mainline was tried', /\bmainline\b/i],
  ['a reproducer, or that there is none', /\breproduc|\brepeated by\b/i],
];

const OF_REGRESSIONS: readonly [what: string, pattern: RegExp][] = [
  ['the last good version', /\blast (?:known )?good\b/i],
  ['the first bad version', /\bfirst (?:known )?bad\b/i],
  ['that the .config was the same', /\bsame \.?config|\.config\b/i],
];

/** 8: what everybody asks for first. */
export const facts: Check = function* ({ mail, isRegression, isReply }) {
  if (isReply) return;
  for (const [what, pattern] of [...FACTS, ...(isRegression ? OF_REGRESSIONS : [])])
    if (!pattern.test(mail.body)) yield { rule: 8, text: `it does not say ${what}` };
};

/** Lines of a .config, or of a log, from which on it is the file and not an excerpt. */
const CONFIG_LINES = 10;
const LOG_LINES = 60;

/** 9: .config and dmesg are linked or attached elsewhere. */
export const inlineFiles: Check = function* ({ mail, kinds }) {
  const config = mail.lines.flatMap((line, index) =>
    /^(?:CONFIG_\w+=|# CONFIG_\w+ is not set)/.test(line) ? [index] : [],
  );
  if (config.length >= CONFIG_LINES)
    yield { rule: 9, index: config[0] ?? 0, text: `${config.length} lines of a .config: link it` };
  const log = kinds.flatMap((kind, index) => (kind === 'log' ? [index] : []));
  if (log.length >= LOG_LINES)
    yield { rule: 9, index: log[0] ?? 0, text: `${log.length} lines of dmesg: link it` };
};

const NAMED_COMMIT =
  /\b(?:commit|introduced (?:by|in)|caused by|fixed by|reverting|first bad commit is|Fixes:)\s+([0-9a-f]{7,64})\b(\s*\(")?/gi;

/** 10: `commit 227c0c9673d8 ("io_uring: ...")`. */
export const commits: Check = function* ({ mail, kinds }) {
  for (const [index, line] of mail.lines.entries()) {
    if (kinds[index] === 'trace' || kinds[index] === 'log' || kinds[index] === 'hexdump') continue;
    // The subject may stand on the next line.
    const text = `${line} ${(mail.lines[index + 1] ?? '').trim()}`;
    for (const { 1: hash = '', 2: title, index: at } of text.matchAll(NAMED_COMMIT)) {
      if (at >= line.length || /^\d+$/.test(hash)) continue;
      if (hash.length < 12) yield { rule: 10, index, text: `commit ${hash}: 12 digits or more` };
      else if (title === undefined)
        yield { rule: 10, index, text: `commit ${hash.slice(0, 12)} without its ("subject")` };
    }
  }
};
