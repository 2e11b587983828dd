import protobuf from 'protobufjs/light';

/**
 * The part of TensorFlow's event messages that is written here (tensorflow/core/util/event.proto, framework/summary.proto,
 * framework/tensor.proto; tensorboard/plugins/hparams/plugin_data.proto, api.proto), by field numbers.
 */
type Fields = Readonly<Record<string, readonly [type: string, id: number, rule?: 'repeated']>>;

/** @param oneof fields of which one is written, even where it is 0 or false */
function message(fields: Fields, oneof: readonly string[] = []) {
  return {
    oneofs: oneof.length > 0 ? { kind: { oneof: [...oneof] } } : undefined,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, [type, id, rule]]) => [name, rule ? { type, id, rule } : { type, id }]),
    ),
  };
}

const root = protobuf.Root.fromJSON({
  nested: {
    Event: message({
      wallTime: ['double', 1],
      step: ['int64', 2],
      fileVersion: ['string', 3],
      summary: ['Summary', 5],
    }),
    Summary: message({ value: ['Value', 1, 'repeated'] }),
    Value: message(
      {
        tag: ['string', 1],
        simpleValue: ['float', 2],
        histo: ['Histogram', 5],
        tensor: ['Tensor', 8],
        metadata: ['Metadata', 9],
      },
      ['simpleValue', 'histo', 'tensor'],
    ),
    Metadata: message({ pluginData: ['PluginData', 1] }),
    PluginData: message({ pluginName: ['string', 1], content: ['bytes', 2] }),
    Histogram: message({
      min: ['double', 1],
      max: ['double', 2],
      num: ['double', 3],
      sum: ['double', 4],
      sumSquares: ['double', 5],
      bucketLimit: ['double', 6, 'repeated'],
      bucket: ['double', 7, 'repeated'],
    }),
    Tensor: message({ dtype: ['int32', 1], tensorShape: ['TensorShape', 2], stringVal: ['bytes', 8, 'repeated'] }),
    TensorShape: message({}),
    HParams: message({ experiment: ['Experiment', 2], start: ['SessionStart', 3], end: ['SessionEnd', 4] }),
    Experiment: message({
      timeCreatedSecs: ['double', 3],
      hparamInfos: ['HParamInfo', 4, 'repeated'],
      metricInfos: ['MetricInfo', 5, 'repeated'],
      name: ['string', 6],
    }),
    HParamInfo: message({ name: ['string', 1], type: ['int32', 4] }),
    MetricInfo: message({ name: ['MetricName', 1] }),
    MetricName: message({ tag: ['string', 2] }),
    SessionStart: message({ hparams: ['HParam', 1, 'repeated'], startTimeSecs: ['double', 5] }),
    // An entry of a map.
    HParam: message({ key: ['string', 1], value: ['Setting', 2] }),
    SessionEnd: message({ status: ['int32', 1], endTimeSecs: ['double', 2] }),
    // google.protobuf.Value
    Setting: message({ numberValue: ['double', 2], stringValue: ['string', 3], boolValue: ['bool', 4] }, [
      'numberValue',
      'stringValue',
      'boolValue',
    ]),
  },
});

export interface HistogramMessage {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly bucketLimit: readonly number[];
  readonly bucket: readonly number[];
}

export interface ValueMessage {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly histo?: HistogramMessage;
  readonly tensor?: { readonly dtype: number; readonly tensorShape: object; readonly stringVal: readonly Uint8Array[] };
  readonly metadata?: { readonly pluginData: { readonly pluginName: string; readonly content?: Uint8Array } };
}

export interface EventMessage {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly ValueMessage[] };
}

export interface HParamsMessage {
  readonly experiment?: {
    readonly name: string;
    readonly timeCreatedSecs: number;
    readonly hparamInfos: readonly { readonly name: string; readonly type: number }[];
    readonly metricInfos: readonly { readonly name: { readonly tag: string } }[];
  };
  readonly start?: {
    readonly hparams: readonly { readonly key: string; readonly value: SettingMessage }[];
    readonly startTimeSecs: number;
  };
  readonly end?: { readonly status: number; readonly endTimeSecs: number };
}

export type SettingMessage =
  | { readonly numberValue: number }
  | { readonly stringValue: string }
  | { readonly boolValue: boolean };

export const encodeEvent = (event: EventMessage): Uint8Array => encode('Event', event);

export const encodeHParams = (data: HParamsMessage): Uint8Array => encode('HParams', data);

function encode(type: string, value: object): Uint8Array {
  return root.lookupType(type).encode(value).finish();
}
