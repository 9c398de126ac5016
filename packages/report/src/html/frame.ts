import { createHash } from 'node:crypto';
import { readAsset, readClient } from '../templates.ts';

const STYLE = ['page', 'timeline', 'parts', 'print'].map((name) => readAsset(`style/${name}.css`)).join('');
const SCRIPT = ['folds', 'step-detail', 'page-cells', 'slices'].map(readClient).join('');

function contentHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const POLICY = [
  "default-src 'none'",
  `style-src ${contentHash(STYLE)}`,
  `script-src ${contentHash(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What every page needs. Nothing may be loaded from anywhere, and only the page's own style and script count. */
export function pageFrame(subject: string) {
  return { subject, policy: POLICY, style: STYLE, script: SCRIPT };
}
