import { z } from 'zod';

/** The kinds of number that experiment files hold. */
export const count = (greatest: number) => z.int().min(1).max(greatest);
export const countOrZero = (greatest: number) => z.int().min(0).max(greatest);
export const positive = () => z.number().gt(0);
export const atLeastZero = () => z.number().min(0);
/** From 0 to 1, both allowed. */
export const fraction = () => z.number().min(0).max(1);
/** From 0 to just below 1: dropout, momentum, decay of moments. */
export const share = () => z.number().min(0).lt(1);
