// The column of a folder's table that names its runs, by their place in it.
export const RUN_COLUMN = 'run';
