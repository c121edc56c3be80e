// Peaks that makers publish, by what the name of a GPU holds: dense products, without sparsity.

export interface PublishedPeak {
  readonly name: RegExp;
  /** TFLOP/s in float32 on the ordinary units, and in float16 summed in float32 on matrix units. */
  readonly float32: number;
  readonly float16: number;
  readonly source: string;
}

/** The first that fits counts. */
const PEAKS: readonly PublishedPeak[] = [
  { name: /\bH200\b/, float32: 67, float16: 989, source: 'NVIDIA H200 data sheet, SXM' },
  { name: /\bH100 PCIe\b/, float32: 51, float16: 756, source: 'NVIDIA H100 data sheet, PCIe' },
  { name: /\bH100\b(?!.*NVL)/, float32: 67, float16: 989, source: 'NVIDIA H100 data sheet, SXM' },
  { name: /\bA100\b/, float32: 19.5, float16: 312, source: 'NVIDIA A100 data sheet' },
  { name: /\bL40S\b/, float32: 91.6, float16: 362, source: 'NVIDIA L40S data sheet' },
  { name: /\bL4\b/, float32: 30.3, float16: 121, source: 'NVIDIA L4 data sheet' },
  { name: /\bA10\b/, float32: 31.2, float16: 125, source: 'NVIDIA A10 data sheet' },
  { name: /\bV100\b/, float32: 15.7, float16: 125, source: 'NVIDIA V100 data sheet, SXM2' },
  { name: /\bT4\b/, float32: 8.1, float16: 65, source: 'NVIDIA T4 data sheet' },
  { name: /\bRTX 4090\b/, float32: 82.6, float16: 165.2, source: 'NVIDIA Ada architecture paper' },
  { name: /\bRTX 3090\b/, float32: 35.6, float16: 71, source: 'NVIDIA GA102 architecture paper' },
];

/** null: none is known. */
export function publishedPeak(gpu: string): PublishedPeak | null {
  return PEAKS.find(({ name }) => name.test(gpu)) ?? null;
}
