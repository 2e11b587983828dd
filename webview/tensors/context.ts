import type { TensorsHost, TensorsState } from '../../engine/protocol/tensors';
import type { Announcer } from '../dom/announcer';
import type { Formats } from '../format/formats';

/** What every part of the page shares. */
export interface Context {
  readonly host: TensorsHost;
  readonly state: TensorsState;
  readonly formats: Formats;
  readonly announcer: Announcer;
}
