/* SPDX-License-Identifier: Apache-2.0
 *
 * The families of functions, one table a file. A table is in the order of its names and ends with a NULL name.
 */
#ifndef PINTLE_FUNC_FAMILIES_H
#define PINTLE_FUNC_FAMILIES_H

#include "tmpl/func.h"

extern const struct tmpl_func func_case[];
extern const struct tmpl_func func_certificate[];
extern const struct tmpl_func func_crypto[];
extern const struct tmpl_func func_date[];
extern const struct tmpl_func func_dict[];
extern const struct tmpl_func func_duration[];
extern const struct tmpl_func func_encoding[];
extern const struct tmpl_func func_list[];
extern const struct tmpl_func func_logic[];
extern const struct tmpl_func func_math[];
extern const struct tmpl_func func_path[];
extern const struct tmpl_func func_random[];
extern const struct tmpl_func func_reflect[];
extern const struct tmpl_func func_regex[];
extern const struct tmpl_func func_semver[];
extern const struct tmpl_func func_string[];
extern const struct tmpl_func func_url[];

#endif
