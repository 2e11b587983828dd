/*
 * Constants in four lanes. They are exported variables, though nothing changes them: V8 builds a constant of v128 anew out of
 * integers wherever it is used, in two or three instructions, and loads a variable in one.
 */
export let half: v128 = f32x4(0.5, 0.5, 0.5, 0.5);
export let one: v128 = f32x4(1, 1, 1, 1);
export let two: v128 = f32x4(2, 2, 2, 2);
export let signBit: v128 = f32x4(-0.0, -0.0, -0.0, -0.0);
export let log2E: v128 = f32x4(1.4426950408889634, 1.4426950408889634, 1.4426950408889634, 1.4426950408889634);
// ln 2 in two parts: n * ln2High is exact for the exponents of 32-bit floats.
export let ln2High: v128 = f32x4(0.693359375, 0.693359375, 0.693359375, 0.693359375);
export let ln2Low: v128 = f32x4(
  -2.12194440054690583e-4,
  -2.12194440054690583e-4,
  -2.12194440054690583e-4,
  -2.12194440054690583e-4,
);
// 1.5 * 2^23 + 127: added to a small number, it leaves that number, rounded to a whole one and with the bias of an exponent, in
// the lowest bits of the sum.
export let rounder: v128 = f32x4(12583039, 12583039, 12583039, 12583039);
export let exponentBias: v128 = i32x4(127, 127, 127, 127);
// Coefficients of e^r - 1 behind r + r^2 / 2, by power.
export let expm1Power3: v128 = f32x4(0.166665494, 0.166665494, 0.166665494, 0.166665494);
export let expm1Power4: v128 = f32x4(0.0416668579, 0.0416668579, 0.0416668579, 0.0416668579);
export let expm1Power5: v128 = f32x4(0.00836597104, 0.00836597104, 0.00836597104, 0.00836597104);
export let expm1Power6: v128 = f32x4(0.0013897865, 0.0013897865, 0.0013897865, 0.0013897865);
export let greatestExponent: v128 = f32x4(89, 89, 89, 89);
export let leastExponent: v128 = f32x4(-87, -87, -87, -87);
export let tanhLimit: v128 = f32x4(10, 10, 10, 10);
export let philoxMultiplier0: v128 = i32x4(0xd2511f53, 0xd2511f53, 0xd2511f53, 0xd2511f53);
export let philoxMultiplier1: v128 = i32x4(0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57, 0xcd9e8d57);
export let philoxStep0: v128 = i32x4(0x9e3779b9, 0x9e3779b9, 0x9e3779b9, 0x9e3779b9);
export let philoxStep1: v128 = i32x4(0xbb67ae85, 0xbb67ae85, 0xbb67ae85, 0xbb67ae85);
