/** SQL whose values stay apart from its text: what stands in `${}` is sent as a parameter, whatever it holds. */

/** A piece of SQL. Only `sql` makes one, so that no value of a request can pass for one. */
export class Sql {
  /** One more than `values`. */
  readonly #texts: readonly string[];
  readonly #values: readonly unknown[];

  private constructor(texts: readonly string[], values: readonly unknown[]) {
    this.#texts = texts;
    this.#values = values;
  }

  static of(texts: readonly string[], parts: readonly unknown[]): Sql {
    const flat: string[] = [texts[0] ?? ''];
    const values: unknown[] = [];
    const append = (text: string) => {
      flat[flat.length - 1] += text;
    };
    for (const [index, part] of parts.entries()) {
      if (part instanceof Sql) {
        append(part.#texts[0] ?? '');
        flat.push(...part.#texts.slice(1));
        values.push(...part.#values);
      } else {
        flat.push('');
        values.push(part);
      }
      append(texts[index + 1] ?? '');
    }
    return new Sql(flat, values);
  }

  /** As `pg` takes it: `$1` for the first value. */
  statement(): { text: string; values: unknown[] } {
    const text = this.#texts.map((piece, index) => (index === 0 ? piece : `$${index}${piece}`)).join('');
    return { text, values: [...this.#values] };
  }
}

/** sql`select "name" from "users" where "id" = ${id}`: another piece of SQL is put in, anything else becomes a parameter. */
export function sql(texts: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  return Sql.of(texts, parts);
}

/** `a, b, c`; nothing for no pieces. */
export function commas(pieces: readonly Sql[]): Sql {
  return Sql.of(['', ...pieces.slice(1).map(() => ', '), ''].slice(0, pieces.length + 1), pieces);
}

/** ` where a and b`, without those that are not asked for; nothing when there are none. */
export function where(conditions: readonly (Sql | false | undefined)[]): Sql {
  const asked = conditions.filter(condition => condition instanceof Sql);
  return Sql.of(asked.length === 0 ? [''] : [' where ', ...asked.slice(1).map(() => ' and '), ''], asked);
}
