import { type ErrorCode, LabError, type LabErrorDetails } from '@uringlab/schema';

/** A guest that failed; what it had said on its console, and what QEMU could tell of it, are the evidence. */
export class GuestError extends LabError {
  readonly consoleText: string;

  constructor(code: ErrorCode, message: string, consoleText: string, details: LabErrorDetails = {}) {
    super(code, message, details);
    this.consoleText = consoleText;
  }
}
