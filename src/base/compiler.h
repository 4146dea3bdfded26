/* SPDX-License-Identifier: Apache-2.0
 *
 * The few macros of the tree. Nothing here depends on anything else.
 */
#ifndef PINTLE_BASE_COMPILER_H
#define PINTLE_BASE_COMPILER_H

#include <stddef.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof(*(array)))
#define PRINTF_LIKE(template, first) __attribute__((format(printf, template, first)))
#define NORETURN __attribute__((noreturn))

/* AUTO(type): the variable is closed by type##_cleanup() when its scope ends. Never under a throwing boundary
 * (template execution): gcc does not run clean-ups across longjmp. */
#define AUTO(type) __attribute__((cleanup(type##_cleanup))) struct type

#endif
