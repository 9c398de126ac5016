import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { z } from 'zod';
import type { Server } from './client.ts';

export const KEY_VARIABLE = 'URINGLAB_BUGZILLA_KEY';

const SettingsSchema = z.strictObject({ server: z.string().optional(), key: z.string().min(1).optional() });

export function settingsPath(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'uringlab', 'bugzilla.json');
}

/** The settings file; empty where there is none. Throws E_USAGE when others may read a key in it. */
async function readSettings(path: string): Promise<z.infer<typeof SettingsSchema>> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return {};
  let settings: z.infer<typeof SettingsSchema>;
  try {
    settings = SettingsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // What was wrong may quote the key.
    throw new LabError('E_USAGE', `${path} is not what it has to be`, {
      hint: 'it holds {"server": "https://bugzilla.example.org", "key": "..."}',
    });
  }
  if (settings.key !== undefined && (found.mode & 0o077) !== 0)
    throw new LabError('E_USAGE', `${path} holds a key that others may read`, { hint: `chmod 600 ${path}` });
  return settings;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) {
    if (url.username === '' && url.password === '' && url.search === '') return url;
    throw new LabError('E_USAGE', 'the address of the server holds a name, a password or a query', {
      hint: `the key goes into ${KEY_VARIABLE}`,
    });
  }
  throw new LabError('E_USAGE', `${text} is not the address of a server`, {
    hint: 'give https://HOST or https://HOST/PATH, where Bugzilla is; http only for this machine',
  });
}

/** Server and key: `--server` before the settings file; the key from the environment before the file. Throws E_USAGE. */
export async function findServer(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<Server> {
  const path = settingsPath(environment);
  const settings = await readSettings(path);
  const address = given ?? settings.server;
  if (address === undefined)
    throw new LabError('E_USAGE', 'no server is named', {
      hint: `give --server URL, or write one into ${path}`,
    });
  const isSame =
    given === undefined ||
    settings.server === undefined ||
    parseUrl(given).host === parseUrl(settings.server).host;
  // A key of the file is for the server of the file.
  const key = environment[KEY_VARIABLE] || (isSame ? settings.key : undefined);
  return { url: parseUrl(address), key: key ?? null };
}
