import { readFile } from 'node:fs/promises';
import { LabError } from '@uringlab/schema';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

function usage(path: string, message: string): LabError {
  return new LabError('E_USAGE', `${path}:${message}`, {
    hint: 'the read-me of @uringlab/campaign shows what these files look like',
  });
}

/** The line of the innermost part of a path that the document has. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
  lines: LineCounter,
): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Where a union is concerned, what the alternative that came closest has to say. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const deepest = (issues: readonly z.core.$ZodIssue[]): number =>
    Math.max(0, ...issues.map(({ path, code }) => path.length * 2 + (code === 'invalid_type' ? 0 : 1)));
  const [closest] = [...issue.errors].sort((a, b) => deepest(b) - deepest(a));
  const first = closest?.[0];
  if (first === undefined) return issue;
  return innermost({ ...first, path: [...issue.path, ...first.path] } as z.core.$ZodIssue);
}

/**
 * A YAML file as its schema has it. Throws E_PATH when it cannot be read, E_USAGE with `FILE:LINE: what is wrong` when it is not
 * YAML, or not what it has to be.
 */
export async function readSpec<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LabError('E_PATH', `${path} cannot be read`, { cause, hint: 'name a YAML file' });
  });
  const lines = new LineCounter();
  // Aliases are kept few: each is resolved again where it stands.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw usage(path, `${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw usage(path, ` ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues.map(innermost);
  const at = issue?.path ?? [];
  const where = at.length === 0 ? '' : `${at.map(String).join('.')}: `;
  throw usage(path, `${lineOf(document, at, lines)}: ${where}${issue?.message ?? 'not what is expected'}`);
}
