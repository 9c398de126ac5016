import { createHash } from 'node:crypto';
import { readAsset } from '../templates.ts';

const STYLE = readAsset('report.css');

function contentHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What the head of every page needs. Nothing may be loaded from anywhere, and only the page's own style and script count. */
export function pageFrame(subject: string, script: string | null) {
  const policy = [
    "default-src 'none'",
    `style-src ${contentHash(STYLE)}`,
    ...(script === null ? [] : [`script-src ${contentHash(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { subject, policy, style: STYLE };
}
