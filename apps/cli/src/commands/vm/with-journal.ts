import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@uringlab/schema';
import { Journal } from '@uringlab/undo';
import { type Cache, type FoundDefinition, GuestError, openCache } from '@uringlab/vm';

/**
 * Runs `work` with a journal, and undoes what is in it afterwards. The console of a guest that failed is kept in the cache, one for each
 * machine, and the error says where.
 */
export async function withJournal<T>(
  { definition }: FoundDefinition,
  work: (made: { cache: Cache; journal: Journal }) => Promise<T>,
): Promise<T> {
  const cache = await openCache();
  const journal = await Journal.open();
  try {
    return await work({ cache, journal });
  } catch (error) {
    throw error instanceof GuestError ? await keepConsole(cache, definition.name, error) : error;
  } finally {
    await journal.undoAll();
  }
}

async function keepConsole(cache: Cache, name: string, error: GuestError): Promise<LabError> {
  const path = join(cache.consoles, `${name}.txt`);
  await writeFile(path, error.consoleText);
  const hint = [error.hint, `the console: ${path}`].filter((part) => part !== undefined).join('; ');
  return new LabError(error.code, error.message, { hint, cause: error.cause });
}
