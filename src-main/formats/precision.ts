// How one tensor is brought to low precision: scaled, cast, and scaled back. Wherever a precision may be null, null means
// float32, untouched.
import type { Cast } from './cast.ts';
import type { Scaling } from './scaling.ts';

export interface Precision {
  readonly cast: Cast;
  readonly scaling: Scaling;
}
