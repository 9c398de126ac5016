import { LabError } from '@uringlab/schema';

/** Where something stands in a job file, or in a file that it includes; lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/** An error that names the line: `uring.fio:7: bs=4q is no size`. */
export function refuse({ file, line }: Place, message: string, hint: string): LabError {
  return new LabError('E_FIO_JOB', `${file}:${line}: ${message}`, { hint });
}
