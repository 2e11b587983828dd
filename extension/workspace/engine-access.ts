import * as vscode from 'vscode';
import { rootPaths } from './roots';

/** What the engine may use in this window: the workspace folders, and so many MiB and threads where a person set a limit. */
export interface EngineAccess {
  readonly roots: readonly string[];
  readonly memory?: number;
  readonly threads?: number;
}

export function engineAccess(): EngineAccess {
  const settings = vscode.workspace.getConfiguration('sequenceLab');
  const memory = settings.get('memoryLimit', 0);
  const threads = settings.get('threads', 0);
  return { roots: rootPaths(), ...(memory > 0 && { memory }), ...(threads > 0 && { threads }) };
}

/** Variables for a process of the engine: VS Code's program as Node, and whether a library of the system may multiply. */
export function engineEnvironment(): NodeJS.ProcessEnv {
  const accelerator = vscode.workspace.getConfiguration('sequenceLab').get('accelerator', 'auto');
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1', SEQUENCE_LAB_ACCELERATOR: accelerator };
}
