// What a stored number of an Optuna parameter stands for: itself, or the choice of that number.
import { z } from 'zod';
import { believed } from '../../../stored.ts';

const distribution = z.object({
  name: z.string(),
  attributes: z.looseObject({ choices: z.array(z.unknown()).optional() }),
});

/** Every trial repeats the same few distributions: each is read once. */
export function parameterReader(file: string, table: string): (value: number, json: string) => unknown {
  const known = new Map<string, z.output<typeof distribution>>();
  const schema = z.object({ distribution_json: distribution });
  return (value, json) => {
    let found = known.get(json);
    if (!found) {
      const row = { distribution_json: parsedJson(json) };
      found = believed(schema, row, { file, table }).distribution_json;
      known.set(json, found);
    }
    return found.name === 'CategoricalDistribution' ? found.attributes.choices?.[value] : value;
  };
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
