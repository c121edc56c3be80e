// How the picture is drawn that the packed app and the sources must draw alike.

export const PICTURE = {
  theme: 'light',
  colour: 'unstable',
  height: 'stable',
  recipe: null,
  versus: null,
  camera: { projection: 'perspective', azimuth: 45, elevation: 30 },
} as const;
