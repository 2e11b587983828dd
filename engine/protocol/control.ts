/** What a run's own process answers on the endpoint that its owner.json names. Every call carries the owner's token. */
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
