import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';

export interface Maintainers {
  to: string[];
  cc: string[];
  /** Where they are from: the script, or the file. */
  source: string;
}

/** A section of MAINTAINERS: people (M, R), lists (L) and patterns of files (F, X). */
interface Section {
  people: string[];
  lists: string[];
  patterns: RegExp[];
  exceptions: RegExp[];
}

/** `fs/xfs/` is it and all below, `fs/*` what is directly in it, others are that file or all below that directory. */
function patternOf(text: string): RegExp {
  const escaped = text
    .replace(/\/$/, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(/[*?][^/]*$/.test(text) ? `^${escaped}$` : `^${escaped}(?:/|$)`);
}

/** The sections of a kernel's MAINTAINERS (its own head describes the letters). */
export function parseMaintainers(text: string): Section[] {
  const sections: Section[] = [];
  let current: Section | undefined;
  for (const line of text.split('\n')) {
    const [, letter, value = ''] = /^([A-Z]):\s+(.*\S)\s*$/.exec(line) ?? [];
    if (letter === undefined) {
      current = undefined;
      continue;
    }
    if (current === undefined) {
      current = { people: [], lists: [], patterns: [], exceptions: [] };
      sections.push(current);
    }
    if (letter === 'M' || letter === 'R') current.people.push(value);
    else if (letter === 'L') current.lists.push(value.split(/\s/)[0] ?? value);
    else if (letter === 'F') current.patterns.push(patternOf(value));
    else if (letter === 'X') current.exceptions.push(patternOf(value));
  }
  return sections;
}

function findIn(sections: readonly Section[], files: readonly string[]): Omit<Maintainers, 'source'> {
  const concerned = sections.filter(({ patterns, exceptions }) =>
    files.some(
      (file) =>
        patterns.some((pattern) => pattern.test(file)) && !exceptions.some((pattern) => pattern.test(file)),
    ),
  );
  // The last section, THE REST, has everything: it is nobody in particular.
  const particular = concerned.filter(
    ({ patterns }) => !patterns.some((pattern) => pattern.test('any') || pattern.test('any/file')),
  );
  return {
    to: [...new Set(particular.flatMap(({ people }) => people))],
    cc: [...new Set(particular.flatMap(({ lists }) => lists))],
  };
}

/** `Name <address> (role)` and `list (open list:...)` as the script prints them. */
function parseOutput(text: string): Omit<Maintainers, 'source'> {
  const to: string[] = [];
  const cc: string[] = [];
  for (const line of text.split('\n')) {
    const mailbox = line.replace(/ \(.*\)$/, '').trim();
    if (mailbox === '' || /^linux-kernel@/.test(mailbox)) continue;
    if (/ list[:)]|\blist\)/.test(line) || !line.includes('<')) cc.push(mailbox);
    else to.push(mailbox);
  }
  return { to, cc };
}

/**
 * Whom a kernel tree names for files: by its scripts/get_maintainer.pl, or where that cannot run by its MAINTAINERS. Throws E_PATH
 * when the tree has neither.
 */
export async function findMaintainers(tree: string, files: readonly string[]): Promise<Maintainers> {
  const script = join(tree, 'scripts/get_maintainer.pl');
  const list = join(tree, 'MAINTAINERS');
  if (!existsSync(list))
    throw new LabError('E_PATH', `${tree} is not a kernel tree: it has no MAINTAINERS`, {
      hint: 'name the tree of the kernel that was tested with --tree',
    });
  if (existsSync(script)) {
    try {
      const { stdout } = await runProgram(
        'sh',
        [
          '-c',
          'cd "$1" && shift && exec perl scripts/get_maintainer.pl --no-git --no-git-fallback --no-rolestats --roles "$@"',
          'sh',
          tree,
          ...files.flatMap((file) => ['-f', file]),
        ],
        { packageName: 'perl' },
      );
      return { ...parseOutput(stdout), source: script };
    } catch {
      // It wants a whole tree, and perl; the file says the same.
    }
  }
  return { ...findIn(parseMaintainers(await readFile(list, 'utf8')), files), source: list };
}
