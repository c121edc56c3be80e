// Whether a variable of the environment is named as those are that hold secrets. Pure.

const SECRET_NAME =
  /TOKEN(?!IZER)|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(?:^|_)(?:API)?_?KEY(?:_|$)|APIKEY|(?:^|_)PAT$/i;

/** Too much rather than too little: TOKENS_PER_STEP is one, too. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
