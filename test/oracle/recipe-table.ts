// Writes the table of docs/recipes.md: how far each preset is from its framework's definition, on the reference device.
// usage: node test/oracle/recipe-table.ts
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withTable } from '../recipes/framework-table.ts';

const file = path.join(import.meta.dirname, '../../docs/recipes.md');
writeFileSync(file, await withTable(readFileSync(file, 'utf8')));
