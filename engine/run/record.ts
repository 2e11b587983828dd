/** What run.json holds: where the run came from. */
export interface RunRecord {
  readonly formatVersion: 1;
  /** Whether the first weights were drawn here, or read from a file. */
  readonly origin: 'trained' | 'imported';
  /** The experiment file, relative to the run folder, with forward slashes. */
  readonly experimentFile: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly versions: Readonly<Record<string, string>>;
}

export const formatVersion = 1;
