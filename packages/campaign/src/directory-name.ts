import { createHash } from 'node:crypto';

/** A name of one's own as one component of a path; different names stay different. */
export function directoryName(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_');
  if (plain === name) return plain;
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
