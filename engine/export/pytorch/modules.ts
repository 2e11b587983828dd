import attention from './project/attention.py';
import bridge from './project/bridge.py';
import padding from './project/padding.py';
import pairs from './project/pairs.py';
import philox from './project/philox.py';
import rows from './project/rows.py';
import schedule from './project/schedule.py';
import scores from './project/scores.py';
import sequences from './project/sequences.py';
import settings from './project/settings.py';
import text from './project/text.py';
import weights from './project/weights.py';
import writing from './project/writing.py';

/** What the programs of a project import from each other. */
const modules: Readonly<Record<string, string>> = {
  attention,
  bridge,
  padding,
  pairs,
  philox,
  rows,
  schedule,
  scores,
  sequences,
  settings,
  text,
  weights,
  writing,
};

/** Programs by file, and behind them the modules that they import, directly or not. */
export function withModules(programs: Readonly<Record<string, string>>): Record<string, string> {
  const all = { ...programs };
  const open = Object.values(programs);
  for (let program = open.pop(); program !== undefined; program = open.pop()) {
    for (const [, name] of program.matchAll(/^(?:import|from) (\w+)/gm)) {
      const module = modules[name];
      if (module === undefined || `${name}.py` in all) continue;
      all[`${name}.py`] = module;
      open.push(module);
    }
  }
  return all;
}
