// The BLAS of this machine: which library it is, found and tried once, and its product of float32 matrices as a function over
// addresses. One thread a call, always: a lane is computed by one thread in a fixed order.
import koffi from 'koffi';

/** What a worker needs to load the library that was found. Plain data. */
export interface BlasLibrary {
  readonly path: string;
  /** E.g. "OpenBLAS 0.3.21 for Zen". */
  readonly name: string;
}

/**
 * C [m, n] = (add ? C : 0) + alpha A B, all row-major and without gaps. A is stored [k, m] if transposeA, B [n, k] if transposeB.
 * a, b and c are bytes from the start of one memory.
 */
export type Sgemm = (
  transposeA: boolean,
  transposeB: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  b: number,
  add: boolean,
  c: number,
) => void;

const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
  linux: [
    'libmkl_rt.so.2',
    'libmkl_rt.so',
    'libopenblas.so.0',
    'libopenblas.so',
    'libblis.so.4',
    'libblis.so',
  ],
  win32: ['mkl_rt.2.dll', 'libopenblas.dll', 'openblas.dll'],
};

const HOW_TO_GET: Readonly<Record<string, string>> = {
  linux: 'on Debian and Ubuntu "apt install libopenblas0-pthread" installs OpenBLAS',
  win32: 'put openblas.dll of OpenBLAS into a folder of the PATH',
};

/** Read when a library is loaded, or at its first product. */
const THREADS = [
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'BLIS_NUM_THREADS',
  'OMP_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
];

/** Of cblas.h. */
const ROW_MAJOR = 101;
const PLAIN = 111;
const TRANSPOSED = 112;

/**
 * The first library of those known that is there and multiplies rightly, or that which PRECIPICE_BLAS names. To be called on the
 * main thread before a worker loads it: only there can the environment still tell it to use one thread.
 * @throws Error with one sentence that says what is missing and what would help.
 */
export function findBlas(): BlasLibrary {
  for (const name of THREADS) process.env[name] = '1';
  const chosen = process.env.PRECIPICE_BLAS;
  if (chosen !== undefined) {
    try {
      return tried(chosen);
    } catch (error) {
      const reason = (error as Error).message.split('\n')[0]!;
      throw new Error(
        `PRECIPICE_BLAS is "${chosen}"; it must be a BLAS library with the C interface (${reason}).`,
        { cause: error },
      );
    }
  }
  for (const path of CANDIDATES[process.platform] ?? []) {
    try {
      return tried(path);
    } catch {
      // The next one may be there.
    }
  }
  const help = HOW_TO_GET[process.platform] ?? 'PRECIPICE_BLAS may name one';
  throw new Error(`there is no BLAS library with the C interface here; ${help}.`);
}

/** @throws whatever keeps the library from being used. */
export function loadSgemm({ path }: BlasLibrary, buffer: ArrayBufferLike): Sgemm {
  const library = koffi.load(path);
  useOneThread(library);
  const call = library.func('cblas_sgemm', 'void', [
    ...['int', 'int', 'int', 'int', 'int', 'int', 'float'],
    ...['uintptr_t', 'int', 'uintptr_t', 'int', 'float', 'uintptr_t', 'int'],
  ]);
  // A shared memory stays where it is when it grows.
  const start = Number(koffi.address(new Uint8Array(buffer)));
  return (transposeA, transposeB, m, n, k, alpha, a, b, add, c) =>
    void call(
      ROW_MAJOR,
      transposeA ? TRANSPOSED : PLAIN,
      transposeB ? TRANSPOSED : PLAIN,
      m,
      n,
      k,
      alpha,
      start + a,
      transposeA ? m : k,
      start + b,
      transposeB ? k : n,
      add ? 1 : 0,
      start + c,
      n,
    );
}

type Library = ReturnType<typeof koffi.load>;
type Value = number | string;

/** A function that only some libraries have. */
function optional(library: Library, name: string, result: string, parameters: readonly string[]) {
  try {
    const found = library.func(name, result, [...parameters]);
    return (...values: Value[]) => found(...values) as Value;
  } catch {
    return null;
  }
}

/** Where the environment came too late, or does not count. */
function useOneThread(library: Library): void {
  for (const name of ['openblas_set_num_threads', 'MKL_Set_Num_Threads', 'bli_thread_set_num_threads'])
    optional(library, name, 'void', ['int'])?.(1);
  // Accelerate's, from macOS 15 on; 1 is BLAS_THREADING_SINGLE_THREADED.
  optional(library, 'BLASSetThreading', 'int', ['int'])?.(1);
}

function tried(path: string): BlasLibrary {
  const library = koffi.load(path);
  const values = new Float32Array(5);
  // No fewer than the 24 bits of float32 may be left of them.
  values.set([1 + 2 ** -23, -1, 1 + 2 ** -23, 1]);
  const sgemm = loadSgemm({ path, name: path }, values.buffer);
  sgemm(false, false, 1, 1, 2, 1, 0, 8, false, 16);
  if (values[4] !== Math.fround((1 + 2 ** -23) ** 2 - 1))
    throw new Error('its cblas_sgemm does not compute in float32');
  return { path, name: nameOf(path, library) };
}

function nameOf(path: string, library: Library): string {
  const config = optional(library, 'openblas_get_config', 'const char *', [])?.();
  const core = optional(library, 'openblas_get_corename', 'const char *', [])?.();
  if (typeof config === 'string') {
    const version = /OpenBLAS (\S+)/.exec(config)?.[1];
    return ['OpenBLAS', version, typeof core === 'string' ? `for ${core}` : null].filter(Boolean).join(' ');
  }
  return path.split(/[\\/]/).at(-1)!;
}
