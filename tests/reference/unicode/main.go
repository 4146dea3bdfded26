// SPDX-License-Identifier: Apache-2.0

// Writes src/text/unicode_tables.c: go run tests/reference/unicode/main.go > src/text/unicode_tables.c
//
// The general category and the script of every code point as runs (where a run begins, and what it is), the case
// mappings and the fold orbits, all taken from Go's unicode package, whose version of Unicode thereby becomes ours.
package main

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
)

const last = 0x10FFFF

func main() {
	fmt.Println("// SPDX-License-Identifier: Apache-2.0")
	fmt.Printf("// Unicode %s, made by tests/reference/unicode/main.go. Do not edit.\n// clang-format off\n", unicode.Version)
	fmt.Println(`#include "text/unicode_tables.h"`)
	fmt.Println()
	fmt.Println(`#include "base/compiler.h"`)
	categories := writeCategories()
	writeScripts()
	writeAliases(categories)
	writeCases()
	writeOrbits()
}

func writeRuns(name string, shift uint, of func(r rune) int) {
	var runs []string
	before := -1
	for r := rune(0); r <= last; r++ {
		if now := of(r); now != before {
			runs = append(runs, fmt.Sprintf("0x%x", uint32(r)<<shift|uint32(now)))
			before = now
		}
	}
	fmt.Printf("\nconst uint32_t %s[] = {", name)
	writeColumns(runs)
	fmt.Printf("};\nconst size_t %s_len = ARRAY_LEN(%s);\n", name, name)
}

func writeColumns(items []string) {
	width := 0
	for i, item := range items {
		if i == 0 || width+len(item)+2 > 118 {
			fmt.Print("\n\t")
			width = 4
		} else {
			fmt.Print(" ")
		}
		fmt.Print(item + ",")
		width += len(item) + 2
	}
	fmt.Println()
}

func writeCategories() map[string]int {
	number := map[string]int{"Cn": 0}
	names := []string{"Cn"}
	for name := range unicode.Categories {
		if len(name) == 2 && name != "LC" && name != "Cn" {
			names = append(names, name)
		}
	}
	sort.Strings(names[1:])
	fmt.Print("\nconst char unicode_category_names[][3] = {")
	var quoted []string
	for i, name := range names {
		number[name] = i
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	writeColumns(quoted)
	fmt.Println("};\nconst size_t unicode_category_count = ARRAY_LEN(unicode_category_names);")
	writeRuns("unicode_category_runs", 5, func(r rune) int {
		for i := 1; i < len(names); i++ {
			if unicode.Is(unicode.Categories[names[i]], r) {
				return i
			}
		}
		return 0
	})
	return number
}

func writeScripts() {
	names := []string{""}
	for name := range unicode.Scripts {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Print("\nconst char *const unicode_script_names[] = {")
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	writeColumns(quoted)
	fmt.Println("};\nconst size_t unicode_script_count = ARRAY_LEN(unicode_script_names);")
	writeRuns("unicode_script_runs", 8, func(r rune) int {
		for i := 1; i < len(names); i++ {
			if unicode.Is(unicode.Scripts[names[i]], r) {
				return i
			}
		}
		return 0
	})
}

func writeAliases(categories map[string]int) {
	var names []string
	for name := range unicode.CategoryAliases {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println("\nconst struct unicode_alias unicode_aliases[] = {")
	for _, name := range names {
		fmt.Printf("\t{ %q, %q },\n", strings.ReplaceAll(name, "_", ""), unicode.CategoryAliases[name])
	}
	fmt.Println("};\nconst size_t unicode_alias_count = ARRAY_LEN(unicode_aliases);")
}

func writeCases() {
	fmt.Println("\nconst struct unicode_case unicode_cases[] = {")
	var items []string
	for _, c := range unicode.CaseRanges {
		d := c.Delta
		if d[0] > unicode.MaxRune {
			d = [3]rune{unicode_alternating, unicode_alternating, unicode_alternating}
		}
		items = append(items, fmt.Sprintf("{ 0x%x, 0x%x, { %d, %d, %d } }", c.Lo, c.Hi, d[0], d[1], d[2]))
	}
	for _, item := range items {
		fmt.Printf("\t%s,\n", item)
	}
	fmt.Println("};\nconst size_t unicode_case_count = ARRAY_LEN(unicode_cases);")
}

// Beyond any difference of two code points: UNICODE_ALTERNATING in unicode_tables.h.
const unicode_alternating = 0x110000

// The fold classes that are more than a pair of upper and lower case.
func writeOrbits() {
	var items []string
	for r := rune(0); r <= last; r++ {
		plain := unicode.ToLower(r)
		if plain == r {
			plain = unicode.ToUpper(r)
		}
		if fold := unicode.SimpleFold(r); fold != plain {
			items = append(items, fmt.Sprintf("{ 0x%x, 0x%x }", r, fold))
		}
	}
	fmt.Print("\nconst struct unicode_orbit unicode_orbits[] = {")
	writeColumns(items)
	fmt.Println("};\nconst size_t unicode_orbit_count = ARRAY_LEN(unicode_orbits);")
}
