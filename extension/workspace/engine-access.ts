import * as vscode from 'vscode';
import { rootPaths } from './roots';

/** What the engine may touch in this window: the workspace folders, and so many MiB where a person set a limit. */
export interface EngineAccess {
  readonly roots: readonly string[];
  readonly memory?: number;
}

export function engineAccess(): EngineAccess {
  const memory = vscode.workspace.getConfiguration('sequenceLab').get('memoryLimit', 0);
  return { roots: rootPaths(), ...(memory > 0 && { memory }) };
}
