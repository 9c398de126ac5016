import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LabError, type VmDefinition, VmDefinitionSchema } from '@uringlab/schema';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** The longest text that is taken for a definition. */
const LONGEST_TEXT = 2 ** 20;

/**
 * Reads NAME.vm.yaml. Throws E_PATH when the file cannot be read, and E_VM_DEFINITION with path:line:column of what is wrong in it.
 */
export async function readDefinition(path: string): Promise<VmDefinition> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new LabError('E_PATH', `${path} cannot be read`, { cause });
  });
  const definition = parseDefinition(text, path);
  const expected = basename(path).replace(/\.vm\.yaml$/, '');
  if (definition.name !== expected)
    throw new LabError(
      'E_VM_DEFINITION',
      `${path}: the machine is called ${definition.name}, its file ${expected}`,
      {
        hint: `name: ${expected}`,
      },
    );
  return definition;
}

/** `path` is for messages alone. */
export function parseDefinition(text: string, path: string): VmDefinition {
  const lines = new LineCounter();
  const document = parseDocument(text.slice(0, LONGEST_TEXT), { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  const refuse = (offset: number, message: string): LabError => {
    const { line, col } = lines.linePos(offset);
    return new LabError('E_VM_DEFINITION', `${path}:${line}:${col}: ${message}`, {
      hint: 'its schema is test-vms/vm.schema.json, which editors check by',
    });
  };
  if (broken !== undefined) throw refuse(broken.pos[0], broken.message);
  const parsed = VmDefinitionSchema.safeParse(toPlain(document, refuse));
  if (parsed.success) return parsed.data;
  const issue = deepestIssue(parsed.error.issues);
  throw refuse(offsetOf(document, issue.path), describeIssue(issue));
}

/** A few short lines can be made to stand for millions of values by aliases: `yaml` refuses that here. */
function toPlain(document: Document, refuse: (offset: number, message: string) => LabError): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw refuse(0, (error as Error).message);
  }
}

type Issue = z.core.$ZodIssue;

/** Of the ways in which a value could be meant, the one that was followed furthest says best what is wrong. */
function deepestIssue(issues: readonly Issue[]): Issue {
  const [first] = issues as [Issue];
  if (first.code !== 'invalid_union') return first;
  const candidates = first.errors
    .filter((branch) => branch.length > 0)
    .map((branch) =>
      deepestIssue(branch.map((issue) => ({ ...issue, path: [...first.path, ...issue.path] }))),
    );
  const deepest = candidates.reduce<Issue | undefined>(
    (best, issue) => (issue.path.length > (best?.path.length ?? first.path.length) ? issue : best),
    undefined,
  );
  return deepest ?? first;
}

function describeIssue({ path, message }: Issue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}

/** Where the value stands, or what should hold it when it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
