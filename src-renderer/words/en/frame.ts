// The frame of every view, in English.
export const frame = {
  skip: 'Skip to the content',
  views: 'Views',
  library: 'Library',
  newStudy: 'New study',
  evidence: 'Evidence',
  help: 'Help',
  readOnly: 'read-only',
  dark: 'Dark mode',
  light: 'Light mode',
  opening: 'Opening …',
};
