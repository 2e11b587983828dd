import type { Experiment } from '../contracts/experiment';

/** The settings of an experiment by path (`model.cell.units`), for tables and other lists without depth. */
export function settingsOf(experiment: Experiment): ReadonlyMap<string, string | number | boolean> {
  const settings = new Map<string, string | number | boolean>();
  const gather = (value: unknown, path: string): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') settings.set(path, value);
    else if (Array.isArray(value)) settings.set(path, JSON.stringify(value));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) gather(inner, path === '' ? key : `${path}.${key}`);
    }
  };
  gather(experiment, '');
  return settings;
}
