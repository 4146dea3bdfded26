/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of libcurl that is used, opened on first use: commands that need no network never load it.
 */
#ifndef PINTLE_NET_CURL_H
#define PINTLE_NET_CURL_H

#include "base/error.h"

#define CURL_DISABLE_TYPECHECK /* its macros would take the struct's members for the functions */
#include <curl/curl.h>

#define CURL_FUNCTIONS(F) \
	F(curl_global_init) \
	F(curl_easy_init) \
	F(curl_easy_cleanup) \
	F(curl_easy_reset) \
	F(curl_easy_setopt) \
	F(curl_easy_getinfo) \
	F(curl_easy_perform) \
	F(curl_easy_send) \
	F(curl_easy_recv) \
	F(curl_easy_strerror) \
	F(curl_multi_init) \
	F(curl_multi_cleanup) \
	F(curl_multi_setopt) \
	F(curl_multi_add_handle) \
	F(curl_multi_remove_handle) \
	F(curl_multi_perform) \
	F(curl_multi_poll) \
	F(curl_multi_info_read) \
	F(curl_slist_append) \
	F(curl_slist_free_all)

struct curl_library {
#define CURL_MEMBER(name) __typeof__(name) *name;
	CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

/* NULL with an error that names the library if it is not there. The struct lives in the arena. */
const struct curl_library *curl_library_open(struct arena *arena, struct error *err);

#endif
