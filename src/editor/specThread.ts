/** Entry of the thread that finds its way around in API descriptions. It tells the files that belong to one. */
import { readDiskFile } from '../openapi/diskFiles.js';
import { SpecNavigator } from '../openapi/navigation/navigator.js';
import { answerCalls, tell } from './answerCalls.js';
import type { SpecCalls } from './specCalls.js';

const navigator = new SpecNavigator(readDiskFile, files => tell(files));

answerCalls<SpecCalls>({
  text: async ({ path, text }) => void navigator.sources.setText(path, text),
  edit: async ({ path, changes, size }) => navigator.sources.edit(path, changes, size),
  disk: async ({ path }) => void navigator.sources.changed(path),
  files: async ({ paths }) => void navigator.setFiles(paths),
  definition: asked => navigator.definition(asked),
  references: asked => navigator.references(asked, asked.declaration),
  hover: asked => navigator.hover(asked),
  completion: asked => navigator.completion(asked),
  renameStart: asked => navigator.renameStart(asked),
  rename: asked => navigator.rename(asked, asked.name),
});
