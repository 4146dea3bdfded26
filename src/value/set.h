/* SPDX-License-Identifier: Apache-2.0
 *
 * --set and its relatives: Helm's pkg/strvals.
 */
#ifndef PINTLE_VALUE_SET_H
#define PINTLE_VALUE_SET_H

#include "base/error.h"
#include "value/value.h"

enum set_mode {
	SET_TYPED,   /* --set: true, false, null, integers (int64); the rest text */
	SET_STRING,  /* --set-string */
	SET_FILE,    /* --set-file: the value is a path, its contents the text */
	SET_JSON,    /* --set-json a=…, where … is JSON */
	SET_LITERAL, /* --set-literal: no escapes, no lists */
};

/* Parses one argument ("a.b[0]=c,d={x,y}") into dest. `source` is the number that the new values get as origin.
 * Errors are Helm's ("failed parsing --set data: key "a" has no value" without its prefix, which cmd/ adds). */
bool set_parse(struct arena *arena, struct map *dest, struct str argument, enum set_mode mode, unsigned source,
               struct error *err);

#endif
