/* SPDX-License-Identifier: Apache-2.0
 *
 * URLs as Go's net/url reads and writes them.
 */
#ifndef PINTLE_TEXT_URL_H
#define PINTLE_TEXT_URL_H

#include "base/error.h"
#include "base/strbuf.h"

/* The parts, unescaped; what is missing is empty. */
struct url {
	struct str scheme, opaque, host, path, query, fragment;
	bool has_user, has_password;
	struct str user, password;
};

/* url.Parse; the error is url.Error's text: `parse "…": …`. */
bool url_parse(struct arena *arena, struct str text, struct url *ret, struct error *err);

/* URL.String of a URL made of its parts. */
void url_print(struct strbuf *out, const struct url *url);
/* Its "user:password". */
void url_print_user(struct strbuf *out, const struct url *url);

/* What a reference without fragment means in a document of that URL: URL.ResolveReference. */
struct str url_join(struct arena *arena, struct str base, struct str ref);

/* URL.Hostname: the host without port and brackets. */
struct str url_hostname(const struct url *url);

#endif
