/** Plain product, any layout. */
export function matmul(
  m: usize,
  n: usize,
  k: usize,
  a: usize,
  lda: usize,
  transposeA: bool,
  b: usize,
  ldb: usize,
  transposeB: bool,
  c: usize,
  ldc: usize,
  accumulate: bool,
): void {
  const aRow = (transposeA ? 1 : lda) << 2;
  const aStep = (transposeA ? lda : 1) << 2;
  const bColumn = (transposeB ? ldb : 1) << 2;
  const bStep = (transposeB ? 1 : ldb) << 2;
  for (let i: usize = 0; i < m; i++) {
    for (let j: usize = 0; j < n; j++) {
      let sum: f32 = 0;
      let p = a + i * aRow;
      let q = b + j * bColumn;
      for (let l: usize = 0; l < k; l++, p += aStep, q += bStep) sum += load<f32>(p) * load<f32>(q);
      const at = c + ((i * ldc + j) << 2);
      store<f32>(at, accumulate ? load<f32>(at) + sum : sum);
    }
  }
}
