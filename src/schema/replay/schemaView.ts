/** The working model, to be read by the rules about migrations. */
import type { Name, TypeRef } from '../catalog.js';
import type { SchemaView } from '../replay.js';
import type { Model } from './model.js';
import { findIndex, findRelation, findTable, findType, typeOf } from './search.js';

export function schemaView(model: Model): SchemaView {
  return {
    table: name => findTable(model, name),
    view: name => {
      const found = findRelation(model, name);
      return found?.is === 'view' ? found : undefined;
    },
    index: name => {
      const index = findIndex(model, name);
      return index && { index, on: index.on };
    },
    enumValues: name => {
      const type = findType(model, name);
      return type?.kind === 'enum' ? type.values : undefined;
    },
    type: name => ('array' in name ? typeOf(model, name as TypeRef) : findType(model, name as Name)),
    routines: name => {
      const schema = 'schema' in name ? name.schema : undefined;
      const schemas = schema === undefined ? model.searchPath : [schema];
      return schemas.flatMap(at => model.spaces.get(at)?.routines.get(name.name) ?? []);
    },
    referencing: name => {
      const table = findTable(model, name);
      return table ? [...table.referencedBy].map(foreignKey => ({ table: foreignKey.table, foreignKey })) : [];
    },
  };
}
