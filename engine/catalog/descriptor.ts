import { z } from 'zod';
import { Problem } from '../contracts/problem';

/** One registered kind: all that the schema, the pickers and the command line show of it, and how to get its code. */
export interface Descriptor<Module, Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** A few words for pickers. */
  readonly label: string;
  /** One sentence for hover, pickers and docs. */
  readonly description: string;
  /** Its object in the experiment file; the literal `kind` is part of it. */
  readonly schema: Schema;
  readonly load: () => Promise<Module>;
}

/** All kinds of one family, in the order in which they are shown. */
export class Registry<Module, D extends Descriptor<Module> = Descriptor<Module>> {
  constructor(
    readonly family: string,
    readonly all: readonly D[],
  ) {}

  get kinds(): string[] {
    return this.all.map(({ kind }) => kind);
  }

  /** Throws `catalog.unknown-kind`. */
  find(kind: string): D {
    const found = this.all.find((descriptor) => descriptor.kind === kind);
    if (!found) throw new Problem('catalog.unknown-kind', { family: this.family, kind, kinds: this.kinds.join(', ') });
    return found;
  }

  load(kind: string): Promise<Module> {
    return this.find(kind).load();
  }
}

/** The discriminating key of a kind's object, described. */
export function kindOf<K extends string>(kind: K, description: string) {
  return z.literal(kind).describe(description);
}

/** The same for the kind that an object without `kind` is of: one in a family at most. */
export function usualKind<K extends string>(kind: K, description: string) {
  return z.literal(kind).optional().default(kind).describe(description);
}
