import { LabError } from '@uringlab/schema';
import { BugsSchema, CommentsSchema, CreatedSchema, FieldSchema } from './answers.ts';
import { type AttachRequest, attachAll } from './attach.ts';
import type { BugzillaClient } from './client.ts';
import { commentText, runMark } from './comment.ts';
import { BugzillaFailure } from './failure.ts';
import { type RunForBug, readRunForBug } from './report-run.ts';
import { type BugState, StateOfRun } from './state.ts';

const SUMMARY_CHARACTERS = 255;

export interface DeliveryRequest extends Pick<AttachRequest, 'directory' | 'lab' | 'client' | 'onProgress'> {
  /** As it is written down: the server's address. */
  server: string;
}

export interface Delivered {
  /** null in a dry run of a new bug. */
  bug: number | null;
  attached: string[];
  commented: boolean;
}

async function commentsOf(client: BugzillaClient, bug: number): Promise<{ id: number; text: string }[]> {
  const { bugs } = await client.read(`bug/${bug}/comment`, {}, CommentsSchema);
  return bugs[String(bug)]?.comments ?? [];
}

async function comment(
  client: BugzillaClient,
  state: StateOfRun,
  bug: BugState & { bug: number },
  run: RunForBug,
): Promise<boolean> {
  if (bug.comment !== null) return false;
  const mark = runMark(run.id);
  const earlier = (await commentsOf(client, bug.bug)).find(({ text }) => text.includes(mark));
  let id = earlier?.id;
  if (id === undefined) {
    const body = commentText(run.text, 'report.txt', mark);
    id = (await client.write(`bug/${bug.bug}/comment`, { comment: body }, CreatedSchema))?.id;
  }
  if (id === undefined) return false;
  bug.comment = id;
  await state.save();
  return earlier === undefined;
}

/** Attaches a run to a bug that is there, with a comment; what the bug has already is not added again. */
export async function attachRun(request: DeliveryRequest, bug: number): Promise<Delivered> {
  const { client, directory, server } = request;
  if (!client.isDryRun) client.requireKey();
  const run = await readRunForBug(directory);
  const state = await StateOfRun.open(directory, !client.isDryRun);
  await client.read(`bug/${bug}`, { include_fields: 'id,summary' }, BugsSchema);
  const known =
    state.find(server, bug) ??
    (await state.add({ server, bug, summary: null, attachments: [], comment: null }));
  const own = Object.assign(known, { bug });
  const commented = await comment(client, state, own, run);
  return { bug, attached: await attachAll({ ...request, state, bug: own }), commented };
}

/** Fields of a new bug that are the caller's to say. */
export interface NewBug {
  product: string;
  component: string;
  version: string;
  opSys?: string | undefined;
  platform?: string | undefined;
  cc: readonly string[];
}

/** The kernel's own tracker has fields for these. */
async function kernelFields(client: BugzillaClient, run: RunForBug): Promise<Record<string, string>> {
  const hasField = async (name: string): Promise<boolean> => {
    const found = await client.read(`field/bug/${name}`, {}, FieldSchema).catch((error: unknown) => {
      if (error instanceof BugzillaFailure) return { fields: [] };
      throw error;
    });
    return found.fields.length > 0;
  };
  if (run.release === null || !(await hasField('cf_kernel_version'))) return {};
  return { cf_kernel_version: run.release, cf_regression: 'No' };
}

/** A bug that an earlier call filed without hearing its number: same summary, and the run's mark in its first comment. */
async function findFiled(
  client: BugzillaClient,
  summary: string,
  product: string,
  mark: string,
): Promise<number | null> {
  const { bugs } = await client.read('bug', { product, summary, include_fields: 'id,summary' }, BugsSchema);
  for (const { id } of bugs) {
    const [first] = await commentsOf(client, id);
    if (first?.text.includes(mark)) return id;
  }
  return null;
}

async function create(
  client: BugzillaClient,
  run: RunForBug,
  summary: string,
  bug: NewBug,
): Promise<number | undefined> {
  const description = commentText(run.text, 'report.txt', runMark(run.id));
  const answer = await client.write(
    'bug',
    {
      product: bug.product,
      component: bug.component,
      version: bug.version,
      summary,
      description,
      ...(bug.opSys === undefined ? {} : { op_sys: bug.opSys }),
      ...(bug.platform === undefined ? {} : { rep_platform: bug.platform, platform: bug.platform }),
      ...(bug.cc.length === 0 ? {} : { cc: bug.cc }),
      ...(await kernelFields(client, run)),
    },
    CreatedSchema,
  );
  return answer?.id;
}

/**
 * Files a bug for a run, once, and attaches the run. The intention is written down before the request: a call whose answer never
 * came is looked for on the server before anything is sent again.
 */
export async function fileRun(request: DeliveryRequest, bug: NewBug): Promise<Delivered> {
  const { client, directory, server, onProgress } = request;
  if (!client.isDryRun) client.requireKey();
  const run = await readRunForBug(directory);
  const summary = run.subject.slice(0, SUMMARY_CHARACTERS);
  if (summary === '')
    throw new LabError('E_RUN_DAMAGED', 'the mail of the run has no subject', {
      hint: `uringlab report ${directory}`,
    });
  const state = await StateOfRun.open(directory, !client.isDryRun);
  const tried = state.findFiled(server);
  const entry = tried ?? (await state.add({ server, bug: null, summary, attachments: [], comment: null }));
  if (entry.bug === null) {
    onProgress('filing the bug');
    const earlier =
      tried === undefined ? null : await findFiled(client, summary, bug.product, runMark(run.id));
    const id = earlier ?? (await create(client, run, summary, bug).catch(forgetRefused(state, entry)));
    if (id === undefined) return { bug: null, attached: [], commented: false };
    // The report is the bug's first comment.
    Object.assign(entry, { bug: id, comment: 0 });
    await state.save();
  }
  const own = Object.assign(entry, { bug: entry.bug ?? 0 });
  return { bug: own.bug, attached: await attachAll({ ...request, state, bug: own }), commented: false };
}

/** What the server refused was not filed: nothing has to be looked for the next time. */
function forgetRefused(state: StateOfRun, entry: BugState): (error: unknown) => Promise<never> {
  return async (error) => {
    if (error instanceof BugzillaFailure) await state.forget(entry);
    throw error;
  };
}
