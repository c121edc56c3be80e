// What the recipes are, in English: as they say themselves.
export const newStudySummaries: Readonly<Record<string, string>> = {};
