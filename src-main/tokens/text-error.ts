/** A text, or files of tokens, that cannot be trained on. The message is one sentence. */
export class TextError extends Error {
  override name = 'TextError';
}
