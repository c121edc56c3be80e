// The 3D picture of a study and what turns it, in English. The words in the picture are those of the figures.

export const studyScene = {
  picture: '3D picture',
  cameras: { corner: 'corner', front: 'front', side: 'side', above: 'above' },
  turnLeft: 'Turn left',
  turnRight: 'Turn right',
  farther: 'Farther',
  nearer: 'Nearer',
  orthographic: 'orthographic',
  whatOrthographic: 'Without vanishing points: equal lengths are equally long',
  fullScreen: 'full screen',
  leavesFullScreen: 'Esc leaves it',
  legend: 'Legend',
  legendOf: 'Legend of the 3D picture',
  flat: {
    lost: 'The graphics context was lost. The same picture is shown flat.',
    missing: 'This machine offers no WebGL. The same picture is shown flat.',
  },
  again: 'Try 3D again',
  play: 'Play',
  pause: 'Pause',
  whatPlay: 'Goes through the recipes from high to low precision',
  precision: 'Precision, from high to low',
  tooLarge: 'The browser could not make a picture of this size.',
};
