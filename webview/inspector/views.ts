import { attentionView } from './attentionView';
import { beamView } from './beamView';
import { clozeView } from './clozeView';
import { gatesView } from './gatesView';
import { lengthsView } from './lengthsView';
import { matchView } from './matchView';
import { modelView } from './modelView';
import { rolloutView } from './rolloutView';
import { saliencyView } from './saliencyView';
import { timeView } from './timeView';
import type { ViewKind } from './view';

/** The tabs of the inspector, in their order. A new view is one file and one line here. */
export const views: readonly ViewKind[] = [
  gatesView,
  matchView,
  attentionView,
  beamView,
  timeView,
  saliencyView,
  rolloutView,
  lengthsView,
  clozeView,
  modelView,
];
