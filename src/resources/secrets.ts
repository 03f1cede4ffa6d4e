/** Columns that no response should have, told by their names. */
import type { RelationColumn } from '../schema/relation.js';
import { plainTypeName, valueKind } from './typeKinds.js';
import { wordsOf } from './words.js';

const secretWords =
  /^(?:.*passw(?:or)?d.*|pwd|passphrases?|passcodes?|secrets?|tokens?|hash(?:es)?|hashed|salt|credentials?|crypt|crypted|encrypted|ciphertext|otp|totp|pin|cvv|cvc|apikeys?)$/;
/** Two words that are one. */
const secretPairs =
  /(?:^| )(?:api|private|secret|encryption|signing|master|hmac) keys?(?: |$)|(?:^| )(?:recovery|backup|verification|auth|authorization|security) codes?(?: |$)|(?:^| )code verifiers?(?: |$)/;
/** The last word says that it is about a secret. */
const about =
  /^(?:at|on|by|in|count|type|id|ids|expires|expiry|expiration|expired|hint|name|version|algorithm|algo|prefix|length|size|status|state|url|uri|used|enabled|required|attempts|changed|updated|created|policy|method|format|kind|index|limit|date|time|scope|scopes|reference)$/;
/** Hashes that tell contents apart and hide nothing. */
const contents =
  /^(?:content|contents|file|commit|git|block|image|blob|tx|transaction|checksum|url|query|body|schema|tree|data|row|page|geo|params|source|resource|config|input|output|definition|manifest|package|artifact)$/;

/** @returns whether a response must not have it. Only texts, bytes, uuids and JSON can be secrets. */
export function isSecret({ name, type }: RelationColumn): boolean {
  const element = type.kind === 'array' && type.element ? type.element : type;
  const canHold = valueKind(element) === 'text' || /^(?:bytea|uuid|jsonb?)$/.test(plainTypeName(element));
  if (!canHold) return false;
  const words = wordsOf(name);
  if (about.test(words.at(-1) ?? '')) return false;
  const isWord = words.some((word, index) => {
    const ofContents = /^hash/.test(word) && contents.test(words[index - 1] ?? '');
    return secretWords.test(word) && !ofContents;
  });
  return isWord || secretPairs.test(words.join(' '));
}
