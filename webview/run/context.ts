import type { RunPanelHost } from '../../engine/protocol/panel';
import type { Announcer } from '../dom/announcer';
import type { Formats } from '../format/formats';
import type { Jobs } from './jobs';
import type { SettingsStore } from './settings';

/** What every part of the panel shares. */
export interface Context {
  readonly host: RunPanelHost;
  readonly settings: SettingsStore;
  readonly formats: Formats;
  readonly jobs: Jobs;
  readonly announcer: Announcer;
  readonly experimentFile: string;
  /** Shows the failure of a call that a person started. */
  readonly fail: (error: unknown) => void;
}
