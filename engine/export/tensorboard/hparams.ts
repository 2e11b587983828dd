import type { RunStatus } from '../../contracts/view';
import { encodeHParams, type HParamsMessage, type SettingMessage, type ValueMessage } from './messages';

type Settings = ReadonlyMap<string, string | number | boolean>;

/** Numbers of TensorBoard's DataType and Status. */
const dataTypes = { string: 1, boolean: 2, number: 3 } as const;
const statuses: Readonly<Record<RunStatus, number>> = {
  finished: 1,
  stopped: 1,
  imported: 1,
  failed: 2,
  interrupted: 0,
  starting: 3,
  running: 3,
};

/** What can be compared: the settings of all runs, and the tags of their metrics. */
export function experimentInfo(
  name: string,
  time: number,
  settings: Settings,
  metrics: readonly string[],
): ValueMessage {
  const hparamInfos = [...settings].map(([key, setting]) => ({ name: key, type: dataTypes[typeOf(setting)] }));
  const metricInfos = metrics.map((tag) => ({ name: { tag } }));
  return value('_hparams_/experiment', { experiment: { name, timeCreatedSecs: time, hparamInfos, metricInfos } });
}

/** @param time seconds since 1970 */
export function sessionStart(settings: Settings, time: number): ValueMessage {
  const hparams = [...settings].map(([key, setting]) => ({ key, value: settingOf(setting) }));
  return value('_hparams_/session_start_info', { start: { hparams, startTimeSecs: time } });
}

export function sessionEnd(status: RunStatus, time: number): ValueMessage {
  return value('_hparams_/session_end_info', { end: { status: statuses[status], endTimeSecs: time } });
}

function value(tag: string, data: HParamsMessage): ValueMessage {
  return { tag, metadata: { pluginData: { pluginName: 'hparams', content: encodeHParams(data) } } };
}

function typeOf(setting: string | number | boolean): keyof typeof dataTypes {
  return typeof setting as keyof typeof dataTypes;
}

function settingOf(setting: string | number | boolean): SettingMessage {
  if (typeof setting === 'number') return { numberValue: setting };
  return typeof setting === 'boolean' ? { boolValue: setting } : { stringValue: setting };
}
