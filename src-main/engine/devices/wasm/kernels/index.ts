// What the worker calls: kernels over plain addresses. Addresses and strides are bytes, lengths are values.
export { attention, attentionGradient } from './attention';
export { divide, quantizeBlocks } from './blocks';
export { add, copyRows, gelu, geluGradient, multiply, rotary, swiglu, swigluGradient } from './elementwise';
export { embedding, embeddingGradient } from './embedding';
export { gemmColumns, gemmRows } from './gemm';
export { hadamard } from './hadamard';
export { crossEntropy } from './loss';
export { moments } from './moments';
export { gemmNarrowSums } from './narrow-sums';
export { norm, normGradient } from './norm';
export { packB, packTransposedB } from './pack';
export { amaxOf, quantize } from './quantize';
export { adamw, descent, momentum, sgd, sumOfSquares } from './update';
