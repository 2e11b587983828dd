import type { Backend } from '../contracts/backend';
import type { Model } from '../contracts/network';
import { ParameterStore } from './parameters';
import { Tape } from './tape';

export type CreateModel = (store: ParameterStore) => Model;

/** A model that stands in a backend's memory. */
export class Network {
  readonly tape: Tape;
  readonly store: ParameterStore;
  readonly model: Model;

  constructor(backend: Backend, seed: number, create: CreateModel) {
    this.tape = new Tape(backend);
    this.store = new ParameterStore(this.tape, seed);
    this.model = create(this.store);
  }
}
