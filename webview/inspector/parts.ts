import type { PartName } from '../../engine/contracts/data';
import type { InspectorState } from '../../engine/protocol/inspector';
import type { Choice } from '../dom/controls';
import { partWord } from '../format/words';

/** The parts of a run's data that hold something. */
export function partChoices({ parts }: InspectorState): readonly Choice<PartName>[] {
  const names = (['train', 'validation', 'test'] as const).filter((part) => parts[part] > 0);
  return names.map((part) => ({ value: part, label: partWord(part) }));
}
