import assert from 'node:assert/strict';
import { isSecret } from '../../../src/resources/secrets.js';
import { column } from './madeRelations.js';

const secret =
  'password passwd pwd PasswordHash passwordhash encrypted_password user_password password_digest secret client_secret clientSecret api_key apiKey apikey private_key signing_key access_token refreshToken reset_token token_hash hash salt otp totp_secret pin pin_code cvv credentials webauthn_credential recovery_codes backupCodes secret_key pass_crypt crypted_password encrypted_ssn hmac_key code_verifier securityCode';
const plain =
  'password_changed_at password_updated_on password_hint token_count token_type token_id token_expires token_expiry secret_name secret_id api_key_id api_key_prefix key public_key foreign_key hash_algorithm password_reset_required content_hash file_hash commit_hash compass pinned pinterest basalt shipping option tokenizer hashtag secretary passenger token_version otp_enabled encrypted_at postal_code country_code code_challenge';

describe('columns that look like secrets', () => {
  for (const name of secret.split(' ')) {
    it(`${name} does`, () => assert.ok(isSecret(column(name, 'text'))));
  }

  for (const name of plain.split(' ')) {
    it(`${name} does not`, () => assert.ok(!isSecret(column(name, 'text'))));
  }

  it('hold text, bytes, a uuid or JSON, also several', () => {
    for (const type of ['text', 'character varying(20)', 'bytea', 'uuid', 'json', 'jsonb', 'text[]']) {
      assert.ok(isSecret(column('token', type)), type);
    }
    for (const type of ['integer', 'boolean', 'timestamp with time zone', 'integer[]']) {
      assert.ok(!isSecret(column('token', type)), type);
    }
  });
});
