import { z } from 'zod';
import { FieldSchema, ValidLoginSchema, VersionSchema } from './answers.ts';
import { attachmentLimit } from './attach.ts';
import type { BugzillaClient } from './client.ts';
import { BugzillaFailure } from './failure.ts';

export interface BugzillaCheck {
  version: string;
  /** true accepted, false refused, null cannot be told without writing. */
  key: boolean | null;
  attachmentBytes: number;
  /** Whether the limit is the server's own word, or what every server takes. */
  isLimitKnown: boolean;
  /** Fields of the kernel's tracker that the server has. */
  kernelFields: string[];
}

const KERNEL_FIELDS = ['cf_kernel_version', 'cf_regression', 'cf_bisect_commit'];
/** Bad API key; login required. */
const KEY_REFUSED = new Set([306, 300]);

/**
 * Whether the server takes the key. A bug without product, summary and component is refused by all, but only after the key was
 * looked at: 306 is the key's, anything else is what is missing.
 */
async function checkKey(client: BugzillaClient, login: string | undefined): Promise<boolean | null> {
  try {
    if (login !== undefined) {
      const { result } = await client.read('valid_login', { login }, ValidLoginSchema);
      if (result === true || result === 1) return true;
    }
  } catch (error) {
    if (!(error instanceof BugzillaFailure)) throw error;
    if (KEY_REFUSED.has(error.number)) return false;
  }
  try {
    await client.write('bug', {}, z.never());
    return null;
  } catch (error) {
    if (!(error instanceof BugzillaFailure)) throw error;
    return !KEY_REFUSED.has(error.number) && error.number !== 410;
  }
}

/** What a server is and takes. Changes nothing there. `hasKey`: whether there is a key to be checked. */
export async function checkServer(
  client: BugzillaClient,
  hasKey: boolean,
  login: string | undefined,
): Promise<BugzillaCheck> {
  const { version } = await client.read('version', {}, VersionSchema);
  const key = hasKey ? await checkKey(client, login) : null;
  const { bytes, isKnown } = await attachmentLimit(client);
  const kernelFields: string[] = [];
  for (const name of KERNEL_FIELDS) {
    const found = await client.read(`field/bug/${name}`, {}, FieldSchema).catch((error: unknown) => {
      if (error instanceof BugzillaFailure) return { fields: [] };
      throw error;
    });
    if (found.fields.length > 0) kernelFields.push(name);
  }
  return { version, key, attachmentBytes: bytes, isLimitKnown: isKnown, kernelFields };
}
