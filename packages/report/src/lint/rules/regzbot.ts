import type { Check } from '../rule.ts';

/** Documentation/process/handling-regressions.rst; `from` and `monitor` when forwarding from a tracker. */
const COMMANDS: Readonly<Record<string, RegExp>> = {
  introduced: /^(?:\S+\.\.\S+|[0-9a-f]{7,40}|v?\d\S*)$/,
  '^introduced': /^(?:\S+\.\.\S+|[0-9a-f]{7,40}|v?\d\S*)$/,
  title: /\S/,
  link: /^https?:\/\/\S+$/,
  'fixed-by': /^[0-9a-f]{7,40}$/,
  'dup-of': /^https?:\/\/\S+$/,
  invalid: /\S/,
  from: /\S/,
  monitor: /^https?:\/\/\S+$/,
};

/** 11: commands that regzbot knows, in a paragraph of their own. 12: for regressions alone. */
export const regzbot: Check = function* ({ mail, isRegression, isReply }) {
  const { lines } = mail;
  const isCommand = (line: string | undefined): boolean => /^#regzbot\b/.test(line ?? '');
  const isBoundary = (line: string | undefined): boolean =>
    line === undefined || line.trim() === '' || isCommand(line);
  for (const [index, line] of lines.entries()) {
    if (!isCommand(line)) continue;
    const [, name = '', value = ''] = /^#regzbot\s+(\^?[\w-]+)(?::|\s|$)\s*(.*)$/.exec(line) ?? [];
    const value_ = COMMANDS[name];
    if (value_ === undefined) yield { rule: 11, index, text: `regzbot does not know "${name}"` };
    else if (!value_.test(value.trim()))
      yield { rule: 11, index, text: `#regzbot ${name}: "${value}" is not what it takes` };
    if (!isBoundary(lines[index - 1]) || !isBoundary(lines[index + 1]))
      yield { rule: 11, index, text: 'commands to regzbot stand in a paragraph of their own' };
    if (!isRegression && !isReply)
      yield { rule: 12, index, text: 'regzbot tracks regressions, and this is none' };
  }
  if (isRegression && !isReply && !lines.some((line) => /^#regzbot\s+\^?introduced/.test(line)))
    yield { rule: 11, text: '#regzbot introduced: good..bad (or a commit) is missing' };
};
