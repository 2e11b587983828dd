/** What the bench's suite measures inside an editor, in milliseconds. */
export interface EditorFigures {
  /**
   * From the call that activates the extension to the end of it: loading included. Absent where the editor had done it before,
   * as it does when it could not find out in time whether the folder has experiments.
   */
  readonly activation?: number;
  /** How late the extension host's event loop is while nothing trains, and while two runs do. */
  readonly idle: Delay;
  readonly training: Delay;
}

export interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

/** Names the file that they are written to. */
export const figuresVariable = 'SEQUENCE_LAB_EDITOR_FIGURES';
