/** Our own rules about API descriptions, in the order of the docs. */
import type { ApiRule } from './rule.js';
import { ambiguousPaths } from './rules/ambiguousPaths.js';
import { bodyOnGet } from './rules/bodyOnGet.js';
import { createdWithout201 } from './rules/createdWithout201.js';
import { deleteWithout204 } from './rules/deleteWithout204.js';
import { deprecatedWithoutSunset } from './rules/deprecatedWithoutSunset.js';
import { fileExtensionInPath } from './rules/fileExtensionInPath.js';
import { inconsistentErrorEnvelope } from './rules/inconsistentErrorEnvelope.js';
import { missingClientError } from './rules/missingClientError.js';
import { rateLimitWithoutHeaders } from './rules/rateLimitWithoutHeaders.js';
import { singularCollection } from './rules/singularCollection.js';
import { unboundedArray } from './rules/unboundedArray.js';
import { unboundedString } from './rules/unboundedString.js';
import { underscoreInPath } from './rules/underscoreInPath.js';
import { unlimitedPageSize } from './rules/unlimitedPageSize.js';
import { unpaginatedList } from './rules/unpaginatedList.js';
import { unsecuredWrite } from './rules/unsecuredWrite.js';
import { uppercaseInPath } from './rules/uppercaseInPath.js';
import { verbInPath } from './rules/verbInPath.js';

export const apiRules: readonly ApiRule[] = [
  ambiguousPaths,
  bodyOnGet,
  unsecuredWrite,
  missingClientError,
  inconsistentErrorEnvelope,
  rateLimitWithoutHeaders,
  deprecatedWithoutSunset,
  unpaginatedList,
  unlimitedPageSize,
  unboundedString,
  unboundedArray,
  createdWithout201,
  deleteWithout204,
  verbInPath,
  uppercaseInPath,
  underscoreInPath,
  singularCollection,
  fileExtensionInPath,
];
