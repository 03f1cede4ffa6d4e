import { writeFile } from 'node:fs/promises';
import { Problem } from '../../../text/problem.js';

/** @throws Problem when the file cannot be written. */
export async function writeReport(path: string, report: string): Promise<void> {
  try {
    await writeFile(path, report);
  } catch (error) {
    throw new Problem(`The report cannot be written: ${(error as NodeJS.ErrnoException).code}.`, { path });
  }
}
