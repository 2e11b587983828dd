import type { UnitOrder } from '../../engine/contracts/inspection';

/** What the inspector remembers of its reader, also over a reload of the window. */
export interface Settings {
  /** Name of the view that is open. */
  readonly view: string;
  /** Trace that the unit views look at. */
  readonly trace?: string;
  /** Numbers of the pinned units, the one that was pinned last at the end. */
  readonly units: readonly number[];
  readonly order: UnitOrder;
  /** Colours of magnitudes. */
  readonly colors: 'viridis' | 'cividis';
}

/** Units that are pinned at most: more lines are not told apart. */
export const mostPinned = 6;

const defaults: Settings = { view: 'gates', units: [], order: 'index', colors: 'viridis' };

/** Settings as they were stored, by this version or another: what does not fit is left at its default. */
export function readSettings(stored: unknown): Settings {
  if (typeof stored !== 'object' || stored === null) return defaults;
  const kept = stored as Partial<Record<keyof Settings, unknown>>;
  const choice = <T extends string>(key: keyof Settings, choices: readonly T[]): T =>
    choices.find((value) => value === kept[key]) ?? (defaults[key] as T);
  return {
    view: typeof kept.view === 'string' ? kept.view : defaults.view,
    trace: typeof kept.trace === 'string' ? kept.trace : undefined,
    units: Array.isArray(kept.units) ? kept.units.filter(Number.isInteger).slice(-mostPinned) : defaults.units,
    order: choice<UnitOrder>('order', ['index', 'variance', 'cluster']),
    colors: choice('colors', ['viridis', 'cividis']),
  };
}

/** Settings that are stored whenever they change. */
export class SettingsStore {
  private settings: Settings;

  constructor(
    stored: unknown,
    private readonly save: (settings: Settings) => void,
  ) {
    this.settings = readSettings(stored);
    save(this.settings);
  }

  get value(): Settings {
    return this.settings;
  }

  change(patch: Partial<Settings>): void {
    this.settings = { ...this.settings, ...patch };
    this.save(this.settings);
  }
}
