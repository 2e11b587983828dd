import type { InspectorHost, InspectorState } from '../../engine/protocol/inspector';
import type { Announcer } from '../dom/announcer';
import type { Formats } from '../format/formats';
import type { Session } from './session';
import type { SettingsStore } from './settings';
import type { Work } from './work';

/** What every part of the inspector shares. */
export interface Context {
  readonly host: InspectorHost;
  readonly session: Session;
  readonly work: Work;
  readonly settings: SettingsStore;
  readonly formats: Formats;
  readonly announcer: Announcer;
  readonly state: InspectorState;
  /** Shows the failure of a call that a person started. */
  readonly fail: (error: unknown) => void;
}
