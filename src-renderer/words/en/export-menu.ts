// The choice of what to save, in English.
const formats = {
  svg: 'SVG, sharp at any size',
  png: 'PNG, for slides and pages',
  pdf: 'PDF, to print',
  html: 'HTML, one page for a browser',
  csv: 'CSV, for a spreadsheet',
  json: 'JSON, for programs',
};

const sizes = {
  print: (_width: number, _height: number) => 'for print, 300 dots per inch',
  slide: (width: number, height: number) => `for a slide, ${width} × ${height} pixels`,
};

export const exportMenu = {
  open: 'Export …',
  title: 'Export',
  what: 'What',
  format: 'Format',
  formats,
  size: 'Size',
  sizes,
  language: 'Words in',
  save: 'Save the file',
  saving: 'Exporting …',
  saved: (file: string) => `${file} is exported.`,
  drawing: 'Drawing a preview …',
  preview: (what: string) => `Preview: ${what}`,
  pixels: (width: number, height: number) => `${width} × ${height} pixels on a page at 100 %`,
};
