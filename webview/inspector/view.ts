import type { Inspection } from '../../engine/contracts/inspection';
import type { Context } from './context';

/** One way of looking at a recorded pass. It is made when its tab is first opened. */
export interface View {
  readonly element: HTMLElement;
  /** Another pass: another checkpoint or another input. Called only while the view is open. */
  show(inspection: Inspection): void;
}

export interface ViewKind {
  readonly name: string;
  readonly title: () => string;
  /** Whether the pass holds what the view shows. */
  readonly fits: (inspection: Inspection) => boolean;
  readonly make: (context: Context, open: (view: string) => void) => View;
}
