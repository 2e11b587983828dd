/**
 * What a run's own process answers on the endpoint that its owner.json names: birpc messages as lines of JSON (json-lines.ts).
 * Every call carries the owner's token.
 */
export interface RunControl {
  /** Saves a checkpoint and ends with the reason `stopped`. Resolves when the run folder is released. */
  stop(token: string): Promise<void>;
}

/** What owner.json holds while a process works on a run folder. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Path of the local socket (Unix domain socket, or named pipe on Windows). */
  readonly endpoint: string;
  readonly token: string;
  /** Milliseconds since 1970, renewed every two seconds. */
  readonly heartbeat: number;
}

export const heartbeatMilliseconds = 2000;

/** An owner that was silent for so long is lost: one step of a large model may take many seconds, and no heart beats in it. */
export const lostMilliseconds = 60_000;
