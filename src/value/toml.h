/* SPDX-License-Identifier: Apache-2.0
 *
 * TOML as BurntSushi/toml v1.6 reads and writes it.
 */
#ifndef PINTLE_VALUE_TOML_H
#define PINTLE_VALUE_TOML_H

#include "base/error.h"
#include "base/strbuf.h"
#include "value/value.h"

/* Integers become int64, dates time objects. Errors are the library's. */
bool toml_read(struct arena *arena, struct str text, struct map **ret, struct error *err);
bool toml_write(struct arena *arena, struct strbuf *out, struct value v, struct error *err);

#endif
