import { createHash } from 'node:crypto';
import { LabError } from '@uringlab/schema';
import {
  AttachedSchema,
  AttachmentsByIdSchema,
  AttachmentsOfBugSchema,
  ParametersSchema,
} from './answers.ts';
import { type PlannedAttachment, planAttachments } from './attachments.ts';
import type { BugzillaClient } from './client.ts';
import type { BugState, StateOfRun } from './state.ts';

/** KiB of an attachment that every server takes: Bugzilla's own default of maxattachmentsize. */
const DEFAULT_KIB = 1000;

/** Most bytes of an attachment; the parameter is shown to those who have logged in alone. */
export async function attachmentLimit(client: BugzillaClient): Promise<{ bytes: number; isKnown: boolean }> {
  const { parameters } = await client
    .read('parameters', {}, ParametersSchema)
    .catch(() => ({ parameters: { maxattachmentsize: undefined } }));
  const kib = parameters.maxattachmentsize;
  return kib === undefined || kib === 0
    ? { bytes: DEFAULT_KIB * 1024, isKnown: false }
    : { bytes: kib * 1024, isKnown: true };
}

function sum(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
}

/** sha256 of what the server has; null where it gives no data. */
async function readBack(client: BugzillaClient, id: number): Promise<string | null> {
  const { attachments } = await client.read(`bug/attachment/${id}`, {}, AttachmentsByIdSchema);
  const data = attachments[String(id)]?.data;
  return data === undefined ? null : sum(data);
}

/** An attachment of this very name and content that the bug has already: also one of a call whose answer never came. */
async function findTwin(
  client: BugzillaClient,
  bug: number,
  { name, sha256, bytes }: PlannedAttachment,
): Promise<number | null> {
  const { bugs } = await client.read(
    `bug/${bug}/attachment`,
    { exclude_fields: 'data' },
    AttachmentsOfBugSchema,
  );
  for (const { id, file_name, size } of bugs[String(bug)] ?? []) {
    if (file_name !== name || (size !== undefined && size !== bytes.length)) continue;
    if ((await readBack(client, id)) === sha256) return id;
  }
  return null;
}

async function attachOne(
  client: BugzillaClient,
  bug: number,
  planned: PlannedAttachment,
): Promise<number | null> {
  const twin = await findTwin(client, bug, planned);
  if (twin !== null) return twin;
  const answer = await client.write(
    `bug/${bug}/attachment`,
    {
      ids: [bug],
      data: planned.bytes.toString('base64'),
      file_name: planned.name,
      summary: planned.summary,
      content_type: planned.contentType,
      is_patch: false,
    },
    AttachedSchema,
  );
  const [id] = answer?.ids ?? [];
  if (id === undefined) return null;
  const found = await readBack(client, id);
  if (found !== planned.sha256)
    throw new LabError('E_BUGZILLA', `attachment ${id}, ${planned.name}, is not what was sent`, {
      hint: `the server has sha256 ${found ?? '(no data)'}, sent was ${planned.sha256}: mark the attachment obsolete there`,
    });
  return id;
}

export interface AttachRequest {
  directory: string;
  lab: { name: string; version: string };
  client: BugzillaClient;
  state: StateOfRun;
  bug: BugState & { bug: number };
  onProgress(text: string): void;
}

/** Attaches what the bug does not have yet, each read back and compared. Returns the names attached now. */
export async function attachAll({
  directory,
  lab,
  client,
  state,
  bug,
  onProgress,
}: AttachRequest): Promise<string[]> {
  const { bytes } = await attachmentLimit(client);
  const fresh: string[] = [];
  for (const planned of await planAttachments(directory, bytes, lab)) {
    const { name, sha256 } = planned;
    if (bug.attachments.some((done) => done.name === name && done.sha256 === sha256)) continue;
    onProgress(`${name}, ${planned.bytes.length} bytes`);
    const id = await attachOne(client, bug.bug, planned);
    if (id === null) continue;
    bug.attachments.push({ name, sha256, id });
    await state.save();
    fresh.push(name);
  }
  return fresh;
}
