/* SPDX-License-Identifier: Apache-2.0
 *
 * YAML as Helm reads and writes it: sigs.k8s.io/yaml (YAML 1.1 by go-yaml v2, then through JSON).
 */
#ifndef PINTLE_VALUE_YAML_H
#define PINTLE_VALUE_YAML_H

#include "base/error.h"
#include "base/strbuf.h"
#include "value/value.h"

/* Named, numbered sources for struct value's .source. */
struct source_table;
struct source_table *source_table_new(struct arena *arena);
/* Registers a text; 0 if the table is full (32,767). The source's texts are borrowed. */
unsigned source_table_add(struct source_table *table, struct str name, struct str text);
const struct source *source_table_get(const struct source_table *table, unsigned number);
/* Where a value was read. */
struct location value_location(const struct source_table *table, struct value v);

/* yaml.Unmarshal(text, &v) with v an interface{}: numbers become float64, keys strings, one document. Errors are Go's
 * ("error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context"). `source` is the
 * number that values get, 0 for none. */
bool yaml_read(struct arena *arena, struct str text, unsigned source, struct value *ret, struct error *err);

/* yaml.UnmarshalStrict, as far as it goes for an interface{}: a key that is set twice is an error. */
bool yaml_read_strict(struct arena *arena, struct str text, unsigned source, struct value *ret, struct error *err);

/* yaml.Unmarshal into map[string]interface{}: an empty document gives an empty map; anything but a map is Go's error
 * "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type
 * map[string]interface {}". */
bool yaml_read_map(struct arena *arena, struct str text, unsigned source, struct map **ret, struct error *err);
/* yaml.Unmarshal into []interface{}. */
bool yaml_read_list(struct arena *arena, struct str text, unsigned source, struct list **ret, struct error *err);

/* yaml.Unmarshal for Go structs: as yaml_read, but integers stay VALUE_INT and VALUE_UINT, as sigs.k8s.io/yaml looks at
 * the field's type before it makes JSON of a number. For the same reason an infinite number is not refused yet: it may
 * become a text. decode.h refuses it elsewhere. */
bool yaml_read_typed(struct arena *arena, struct str text, struct value *ret, struct error *err);
bool yaml_read_typed_strict(struct arena *arena, struct str text, struct value *ret, struct error *err);
/* yaml_read_typed where only these keys (in any letter case) of the outermost map are of interest: others may be left
 * out of the result, but what is wrong with them is an error all the same. */
bool yaml_read_keys(struct arena *arena, struct str text, const struct str *keys, size_t len, struct value *ret,
                    struct error *err);
/* Has JSON the number? Else the error says which it is and where it stands. */
bool yaml_check_float(struct value v, struct error *err);
/* The text of a scalar where the Go field is a string: numbers (floats as float32 has them) and booleans are
 * taken too. False for null, lists and maps. */
bool yaml_scalar_text(struct arena *arena, struct value v, struct str *ret);

/* go-yaml's own Unmarshal, without the way through JSON: integers are int and uint64, errors have no frame. Only for
 * documents whose keys are texts, as JSON's are. */
bool yaml_read_raw(struct arena *arena, struct str text, struct value *ret, struct error *err);

/* yaml.Marshal: keys sorted as go-yaml sorts them, block style, a newline at the end. False with the error that
 * json.Marshal or yaml.Marshal gives (NaN, a cycle). */
bool yaml_write(struct arena *arena, struct strbuf *out, struct value v, struct error *err);

/* goyaml.v3's encoder with SetIndent(2): toYamlPretty. */
bool yaml_write_pretty(struct arena *arena, struct strbuf *out, struct value v, struct error *err);

#endif
