/**
 * What a model reads, and a task gives it: one sequence, or something to generate a sequence from (the sequence itself comes
 * along one step late): a `pair` of two sequences, or a single `vector` (a sequence of one step).
 */
export type Reading = 'sequence' | 'pair' | 'vector';
