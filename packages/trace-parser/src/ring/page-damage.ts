import type { DiagnosticCode } from '../diagnostics.ts';

/** Told about each damage met while walking pages. */
export type DamageListener = (damage: PageDamage) => void;

export interface PageDamage {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Offset in the file. */
  readonly offset: number;
  readonly page: number;
  readonly bytesSkipped: number;
}
