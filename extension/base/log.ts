import * as vscode from 'vscode';

/** The log channel "Sequence Lab". Its lines are for reports of defects, so they stay English. */
export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel('Sequence Lab', { log: true });
}

/** Starts work that nobody waits for; a failure goes to the log and never becomes an unhandled rejection. */
export function background(log: Log, what: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => log.error(what, error instanceof Error ? error : JSON.stringify(error)));
}
