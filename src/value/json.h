/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON as Go's encoding/json reads and writes it.
 */
#ifndef PINTLE_VALUE_JSON_H
#define PINTLE_VALUE_JSON_H

#include "base/error.h"
#include "base/strbuf.h"
#include "value/value.h"

/* json.Unmarshal into interface{}: numbers float64, Go's error texts ("invalid character 'x' looking for beginning of
 * value", "unexpected end of JSON input"). */
bool json_read(struct arena *arena, struct str text, unsigned source, struct value *ret, struct error *err);
/* One value off the front of a text, as json.Decoder takes it; *ret_len is where it ends. The text has a NUL behind it,
 * and the value keeps parts of it. */
bool json_read_first(struct arena *arena, struct str text, unsigned source, struct value *ret, size_t *ret_len,
                     struct error *err);
/* As json.Decoder with UseNumber, and nothing behind the value: each number is its text, a value of kind bytes. */
bool json_read_exact(struct arena *arena, struct str text, struct value *ret, struct error *err);
/* As Kubernetes' util/json: a number that fits into an int64 is one, any other a float64. */
bool json_read_integers(struct arena *arena, struct str text, struct value *ret, struct error *err);
/* Into map[string]interface{} and []interface{}: "json: cannot unmarshal array into Go value of type …". null leaves
 * an empty one. */
bool json_read_map(struct arena *arena, struct str text, unsigned source, struct map **ret, struct error *err);
bool json_read_list(struct arena *arena, struct str text, unsigned source, struct list **ret, struct error *err);

/* json.Marshal: sorted keys, HTML escapes (\u003c) unless `raw`; `indent` NULL for the compact form, else
 * json.MarshalIndent(v, "", indent). */
struct json_style {
	bool raw;
	const char *indent;
};
bool json_write(struct arena *arena, struct strbuf *out, struct value v, struct json_style style, struct error *err);

/* How encoding/json writes a float64: shortest, exponent below 1e-6 and from 1e21 on. */
void json_write_float(struct strbuf *out, double f);

/* An escape for a character within quotes: \n and the like, or \u0001. */
void json_write_escape(struct strbuf *out, unsigned char c);

#endif
