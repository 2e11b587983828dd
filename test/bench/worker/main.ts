import type { Workload } from '../workload';
import { generate, infer, learn, train } from './networks';
import { peak, product } from './products';
import { readTable, tokenise } from './reading';
import { serve, type Work } from './serve';

type Kinds = { readonly [K in Workload['kind']]: (work: Extract<Workload, { kind: K }>) => Promise<Work> };

const kinds = { train, learn, infer, generate, product, peak, tokenise, table: readTable } satisfies Kinds;

/** A process of its own for every piece of work, as every run has one. */
void serve((work) => (kinds[work.kind] as (work: Workload) => Promise<Work>)(work));
