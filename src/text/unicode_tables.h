/* SPDX-License-Identifier: Apache-2.0
 *
 * Unicode's general categories, scripts and case mappings in the form in which they are stored: runs that are searched
 * by their beginning. For utf8.c and the regular expressions; everyone else uses text/utf8.h.
 */
#ifndef PINTLE_TEXT_UNICODE_TABLES_H
#define PINTLE_TEXT_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

#define RUNE_MAX 0x10FFFFu

/* Sorted runs: (first code point << shift) | number of the category or script. A run ends where the next begins. */
enum { UNICODE_CATEGORY_SHIFT = 5, UNICODE_SCRIPT_SHIFT = 8 };
extern const uint32_t unicode_category_runs[];
extern const size_t unicode_category_runs_len;
extern const uint32_t unicode_script_runs[];
extern const size_t unicode_script_runs_len;

/* "Lu", "Nd", …; 0 is "Cn", unassigned. In this order: */
enum unicode_category {
	UNICODE_CN,
	UNICODE_CC,
	UNICODE_CF,
	UNICODE_CO,
	UNICODE_CS,
	UNICODE_LL,
	UNICODE_LM,
	UNICODE_LO,
	UNICODE_LT,
	UNICODE_LU,
	UNICODE_MC,
	UNICODE_ME,
	UNICODE_MN,
	UNICODE_ND,
	UNICODE_NL,
	UNICODE_NO,
	UNICODE_PC,
	UNICODE_PD,
	UNICODE_PE,
	UNICODE_PF,
	UNICODE_PI,
	UNICODE_PO,
	UNICODE_PS,
	UNICODE_SC,
	UNICODE_SK,
	UNICODE_SM,
	UNICODE_SO,
	UNICODE_ZL,
	UNICODE_ZP,
	UNICODE_ZS,
};
extern const char unicode_category_names[][3];
extern const size_t unicode_category_count;

/* "Greek", …; 0 is no script. */
extern const char *const unicode_script_names[];
extern const size_t unicode_script_count;

/* Long names of categories, without underscores: "UppercaseLetter" is "Lu", "Letter" is "L". */
struct unicode_alias {
	const char *name, *category;
};
extern const struct unicode_alias unicode_aliases[];
extern const size_t unicode_alias_count;

/* What to add to a code point of [low, high] for its upper, lower and title case. UNICODE_ALTERNATING: every other one
 * is upper case, beginning with `low`, and its lower case follows it. */
#define UNICODE_ALTERNATING 0x110000
enum unicode_case_kind { UNICODE_UPPER, UNICODE_LOWER, UNICODE_TITLE };
struct unicode_case {
	uint32_t low, high;
	int32_t delta[3];
};
extern const struct unicode_case unicode_cases[];
extern const size_t unicode_case_count;

/* Next member of a fold class, where it is not just the other case. */
struct unicode_orbit {
	uint32_t rune, next;
};
extern const struct unicode_orbit unicode_orbits[];
extern const size_t unicode_orbit_count;

/* Position in sorted runs of the one that holds `rune`. */
size_t unicode_run(const uint32_t *runs, size_t len, unsigned shift, uint32_t rune);

#endif
