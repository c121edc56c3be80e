// Values that SQLite does not know, as the columns of a study file hold them: JSON as text, curves as bytes. Pure.
import { z } from 'zod';

/** A column that holds JSON of a shape. */
export function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((written, context): unknown => {
      try {
        return JSON.parse(written) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** Float32 little-endian, of the machine's own byte order: every machine that Node runs on today has that one. */
export const floats = z.instanceof(Uint8Array).transform((blob, context): Float32Array => {
  if (blob.length % 4 === 0) return new Float32Array(new Uint8Array(blob).buffer);
  context.addIssue({ code: 'custom', message: 'float32 values' });
  return z.NEVER;
});
