import type { TableEnd } from '../contracts/data';
import type { ForecastSample } from '../contracts/events';
import type { Network } from '../core/network';
import { outputOf } from './continuation';

/** Forecasts `length` rows beyond the end of a table, feeding forecast rows back in when one horizon does not reach. */
export function forecastBeyond(network: Network, end: TableEnd, length: number): ForecastSample {
  while (end.length < length) end.accept(outputOf(network, end.input()));
  return end.sample(length);
}
