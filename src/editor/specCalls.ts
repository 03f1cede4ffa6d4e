/** What is asked of the thread that finds its way around in API descriptions. Types only. */
import type { Offer } from '../openapi/navigation/completion.js';
import type { Asked, Definition, Rename } from '../openapi/navigation/navigator.js';
import type { Location } from '../openapi/navigation/references.js';
import type { RenameStart } from '../openapi/navigation/rename.js';
import type { TextChange } from '../openapi/navigation/sources.js';
import type { Range } from '../text/finding.js';

export type SpecCalls = {
  /** The text of an editor; undefined: the disk counts again. */
  text: { readonly params: { readonly path: string; readonly text: string | undefined }; readonly result: undefined };
  /** `size`: of the text afterwards, in UTF-16 units. The answer is false when the whole text is needed. */
  edit: {
    readonly params: { readonly path: string; readonly changes: readonly TextChange[]; readonly size: number };
    readonly result: boolean;
  };
  disk: { readonly params: { readonly path: string }; readonly result: undefined };
  /** All YAML and JSON files of the workspace. */
  files: { readonly params: { readonly paths: readonly string[] }; readonly result: undefined };
  definition: { readonly params: Asked; readonly result: Definition | undefined };
  references: {
    readonly params: Asked & { readonly declaration: boolean };
    readonly result: readonly Location[] | undefined;
  };
  hover: {
    readonly params: Asked;
    readonly result: { readonly markdown: string; readonly range: Range } | undefined;
  };
  completion: { readonly params: Asked; readonly result: readonly Offer[] | undefined };
  renameStart: { readonly params: Asked; readonly result: RenameStart };
  rename: { readonly params: Asked & { readonly name: string }; readonly result: Rename };
};
