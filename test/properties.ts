// fast-check for tests that hold for any values. They are drawn the same every time, so that a commit is judged by what it
// changes; with PRECIPICE_FUZZ=1 others are drawn.
import fc from 'fast-check';

fc.configureGlobal({ seed: process.env.PRECIPICE_FUZZ === '1' ? Date.now() : 20_240_521 });

export default fc;
