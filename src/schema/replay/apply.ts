/** One Command, applied to the working model. */
import type { Command } from '../commands.js';
import { alterTable } from './alterTable.js';
import { comment } from './comment.js';
import { attachIndexCommand, createIndex } from './createIndex.js';
import { createTable } from './createTable.js';
import { dropObjects } from './drop.js';
import type { Here, Model } from './model.js';
import { rename } from './rename.js';
import { alterFunction, alterPolicy, createFunction, createPolicy, createTrigger } from './routines.js';
import { findRelation, refuseUnknown } from './search.js';
import { setSchema } from './setSchema.js';
import {
  addEnumValue,
  alterSequence,
  createExtension,
  createSchema,
  createSequence,
  createType,
  fillShell,
  renameEnumValue,
} from './types.js';
import { createView } from './views.js';

/** @throws Refusal when the schema does not allow it; the model may be half-changed then. */
export function apply(model: Model, here: Here, command: Command): void {
  switch (command.kind) {
    case 'createTable':
      createTable(model, here, command);
      break;
    case 'alterTable':
      alterTable(model, here, command);
      break;
    case 'createIndex':
      createIndex(model, here, command.index);
      break;
    case 'attachIndex':
      attachIndexCommand(model, command);
      break;
    case 'drop':
      dropObjects(model, command);
      break;
    case 'rename':
      rename(model, here, command);
      break;
    case 'setSchema':
      setSchema(model, command);
      break;
    case 'createSchema':
      createSchema(model, here, command);
      break;
    case 'createEnum':
    case 'createDomain':
    case 'createComposite':
    case 'createOtherType':
      if (!fillShell(model, command)) createType(model, here, command);
      break;
    case 'addEnumValue':
      addEnumValue(model, command);
      break;
    case 'renameEnumValue':
      renameEnumValue(model, command);
      break;
    case 'createSequence':
      createSequence(model, here, command);
      break;
    case 'alterSequence':
      alterSequence(model, command);
      break;
    case 'createView':
      createView(model, here, command);
      break;
    case 'createFunction':
      createFunction(model, here, command);
      break;
    case 'alterFunction':
      alterFunction(model, command);
      break;
    case 'createTrigger':
      createTrigger(model, here, command);
      break;
    case 'createPolicy':
      createPolicy(model, here, command);
      break;
    case 'alterPolicy':
      alterPolicy(model, command);
      break;
    case 'createExtension':
      createExtension(model, here, command);
      break;
    case 'comment':
      comment(model, command);
      break;
    case 'truncate':
      for (const name of command.tables) {
        if (!findRelation(model, name)) refuseUnknown(model, name);
      }
      break;
    case 'refreshView':
      if (!findRelation(model, command.name)) refuseUnknown(model, command.name);
      break;
  }
}
