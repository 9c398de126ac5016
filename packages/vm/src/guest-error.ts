import { type ErrorCode, LabError, type LabErrorDetails } from '@uringlab/schema';

export interface GuestErrorDetails extends LabErrorDetails {
  /** What the kernel said, without its time stamp. */
  line?: string;
}

/** A guest that failed; what it had said on its console, and what QEMU could tell of it, are the evidence. */
export class GuestError extends LabError {
  readonly consoleText: string;
  readonly line: string | undefined;

  constructor(code: ErrorCode, message: string, consoleText: string, details: GuestErrorDetails = {}) {
    super(code, message, details);
    this.consoleText = consoleText;
    this.line = details.line;
  }
}
