/** Name in screenshots and stories, and the theme. CI plays the first; whoever changes the looks takes all (npm run test:ui). */
export const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
];
