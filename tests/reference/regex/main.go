// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_regex.c: go run main.go [-n rows] [-seed s] > ../../data/text/regex.tsv
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

var out = bufio.NewWriter(os.Stdout)

func row(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			out.WriteByte('\t')
		}
		out.WriteString(strconv.Quote(f))
	}
	out.WriteByte('\n')
}

func pick(r *rand.Rand, from ...string) string { return from[r.Intn(len(from))] }

func atom(r *rand.Rand, depth int) string {
	if depth < 4 && r.Intn(4) == 0 {
		open := pick(r, "(", "(", "(", "(?:", "(?:", "(?i:", "(?s:", "(?m:", "(?U:", "(?P<n>", "(?<m>", "(?-i:", "(?im-sU:")
		return open + alternatives(r, depth+1) + ")"
	}
	switch r.Intn(12) {
	case 0:
		return pick(r, "^", "$", "\\b", "\\B", "\\A", "\\z", "^", "$")
	case 1:
		return pick(r, "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", ".", ".", "\\pL", "\\p{Lu}", "\\PN", "\\p{Greek}", "\\p{^Ll}", "[[:alpha:]]", "[[:^space:]]",
			"[[:punct:]]", "[^[:word:]]", "\\p{Letter}", "\\p{any}")
	case 2:
		return pick(r, "[ab]", "[^a]", "[a-c]", "[^a-c\\n]", "[\\w-]", "[]a]", "[^]a]", "[é-ü]", "[a-z]", "[A-Z0-9]", "[\\x00-\\x{10FFFF}]", "[^\\x00-\\x{10FFFF}]",
			"[ \\t]", "[\\d.]", "[k]", "[\\pL_]", "[^\\W]", "[--a]", "[a\\]]")
	case 3:
		return pick(r, "é", "日", "K", "ſ", "\\x41", "\\n", "\\.", "\\x{e9}", "\\Qa.b\\E", "\ufffd", "\\101", "\\t", "ß", "Σ", "\\Q*\\E", "İ")
	}
	return pick(r, "a", "b", "c", "ab", "A", "k", "s", "-", " ", "1", "x", "a", "b")
}

func repeated(r *rand.Rand, depth int) string {
	a := atom(r, depth)
	if r.Intn(3) == 0 {
		a += pick(r, "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{1,3}?", "{0}", "{0,}", "{2,3}", "*", "+", "{,2}", "{a}", "{3,2}")
	}
	return a
}

func sequence(r *rand.Rand, depth int) string {
	var b strings.Builder
	for i := r.Intn(4); i > 0; i-- {
		b.WriteString(repeated(r, depth))
	}
	return b.String()
}

func alternatives(r *rand.Rand, depth int) string {
	s := sequence(r, depth)
	for r.Intn(3) == 0 {
		s += "|" + sequence(r, depth)
	}
	return s
}

func pattern(r *rand.Rand) string {
	p := pick(r, "", "", "", "(?i)", "(?m)", "(?s)", "^", "") + alternatives(r, 0)
	if r.Intn(8) == 0 {
		at := r.Intn(len(p) + 1)
		p = p[:at] + pick(r, "(", ")", "[", "]", "\\", "*", "{", "}", "?", "(?", "(?P<", "\\p", "\\x", "|", "{1001}", "**", "[[:foo:]]", "\\pX", "(?z)", "\xff",
			"\\8", "[z-a]", "a{1000}{2}", "\\Q", "(?i", "(?P<1a>x)", "(?P<>x)", "\\p{", "\\x{110000}", "(?i-)", "\\C", "[a", "\\_", "\\-") + p[at:]
	}
	return p
}

func text(r *rand.Rand) string {
	var b strings.Builder
	for i := r.Intn(12); i > 0; i-- {
		b.WriteString(pick(r, "a", "b", "c", "a", "b", "ab", "A", "B", "k", "K", "s", "ſ", "\n", " ", "-", "1", "é", "日", "\xff", "\ufffd", "x", "_", ".", "Σ", "ς", "ß", "\t", "\v", "aa", "\xe6\x97"))
	}
	return b.String()
}

func template(r *rand.Rand) string {
	var b strings.Builder
	for i := r.Intn(4); i > 0; i-- {
		b.WriteString(pick(r, "X", "$1", "${1}", "$0", "$2x", "${n}", "$m", "$$", "$", "${", "${1", "$é", "$10", "${01}", "-", "${1}b", "$99999999999"))
	}
	return b.String()
}

func one(p, t, with string) {
	re, err := regexp.Compile(p)
	if err != nil {
		row("compile", p, "error: "+err.Error())
		return
	}
	row("compile", p, fmt.Sprint(re.NumSubexp(), strings.Join(re.SubexpNames(), ",")))
	row("find", p, t, fmt.Sprint(re.FindStringSubmatchIndex(t)))
	row("all", p, t, fmt.Sprint(re.FindAllStringSubmatchIndex(t, -1)))
	row("test", p, t, strconv.FormatBool(re.MatchString(t)))
	row("replace", p, t, with, re.ReplaceAllString(t, with)+"|")
	row("literal", p, t, with, re.ReplaceAllLiteralString(t, with))
}

// What random expressions hardly come to: counts at their limits, names and escapes that end early or are no UTF-8, what matches
// nothing, and many groups.
func rare() {
	for _, p := range []string{"a{2,}", "(ab){3,}", "a{4,}?", "a{1,", "a{1", "a{2,1001}", "a{2,100000}", "\\x{\xff", "\\x{4\xff}", "\\x\xff", "\\x1", "\\x1\xff", "\\x", "\\p\xff", "\\p{\xff}", "\\p{L",
		"[[:alpha:]", "[[:alpha", "[[:", "[[:alpha]", "[[:^alpha:]a]", "\\Qa\xff", "\\Qa\xff\\E", "[^\\x00-\\x{10FFFF}]", "[^\\x00-\\x{10FFFF}]|a", "a|[^\\x00-\\x{10FFFF}]", "a[^\\x00-\\x{10FFFF}]",
		"[^\\x00-\\x{10FFFF}]a", "(a[^\\x00-\\x{10FFFF}]|b)+", "([^\\x00-\\x{10FFFF}])*b", "\\p{" + strings.Repeat("a", 200) + "}", "\\p{L\x00}", "\\p{ L_u- }",
		strings.Repeat("(a)(b)?", 10), strings.Repeat("(?:a+b?)*", 3), "(a{0,3}|b{2}){2}", "(?i:\\x{d800})", "[\\x{d800}-\\x{dfff}]", "[\\x{d700}-\\x{e000}]"} {
		for _, t := range []string{"", "a", "aaab", "ababab", "\xffab", strings.Repeat("ab", 12)} {
			one(p, t, "<$1>")
		}
	}
}

// What charts do.
var usual = [][3]string{
	{"[^-a-z0-9]+", "My_App Name", "-"}, {"^v(\\d+)\\.(\\d+).*$", "v1.23.4-gke.1", "${1}_$2"}, {"(|a)+", "baac", "X"}, {"^(a+)+$", strings.Repeat("a", 500) + "b", ""},
	{"a$", "a\n", "x"}, {"\\s", "\v", "x"}, {"[[:space:]]", "\v", "x"}, {"(?m)^", "a\nb\n", "> "}, {"\\.", "a.b.c", "-"}, {"-+$", "abc---", ""},
	{"^https?://([^/:]+)(:\\d+)?", "https://x.y:80/z", "$1"}, {"", "abc", "-"}, {"a*", "baac", "-"}, {"(a)(b)?", "ab a", "<$1|$2>"}, {"x*", "日本", "-"},
	{"^(?:[a-z0-9]([-a-z0-9]*[a-z0-9])?)$", "release-name-1", ""}, {"(?i)true|yes", "YES", ""}, {"[A-Z]", "camelCaseText", "_$0"}, {"\\b", "ab cd", "|"},
}

func classes(r *rand.Rand) {
	var names []string
	for name := range unicode.Categories {
		names = append(names, name)
	}
	for name := range unicode.Scripts {
		names = append(names, name)
	}
	for name := range unicode.CategoryAliases {
		names = append(names, name)
	}
	names = append(names, "Any", "ASCII", "Assigned", "lu", "uppercase_letter", "Latn", "greek", "OLD-ITALIC", "X", "", "L u", "^Lu", "Old Italic")
	sort.Strings(names)
	sample := []rune("\u0345\u017f\u212aKkSsAaµΜμǅǆǄßẞΣσςİIıi0Ⅷⅷ\u00a0\u2028ꙋЪ日ñⒶⓐ_-\u0378\ue000\U0001e943\U0001e921𐐀𐐨ᏰᎠꭰ֏\u0300é\x00\x7f")
	for i := 0; i < 12; i++ {
		sample = append(sample, rune(r.Intn(0x20000)))
	}
	for _, name := range names {
		for _, p := range []string{"\\p{" + name + "}", "(?i)\\p{" + name + "}", "(?i)[^\\P{" + name + "}]"} {
			re, err := regexp.Compile(p)
			if err != nil {
				row("compile", p, "error: "+err.Error())
				continue
			}
			row("replace", p, string(sample), "", re.ReplaceAllString(string(sample), "")+"|")
		}
	}
}

func main() {
	n := flag.Int("n", 900, "patterns")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	for i := 0; i < *n; i++ {
		p := pattern(r)
		one(p, text(r), template(r))
	}
	rare()
	for _, u := range usual {
		one(u[0], u[1], u[2])
	}
	for _, p := range []string{strings.Repeat("(?:", 1001) + strings.Repeat(")", 1001), strings.Repeat("(a|", 500) + "b" + strings.Repeat(")", 500), strings.Repeat("((a{10}){10}){10}", 2), "(((a{100}){10}){10}){10}", "((a{1000}){2})",
		strings.Repeat("(a|", 1000) + "b", strings.Repeat("(a", 999) + "|b" + strings.Repeat(")", 998), strings.Repeat("(?:a|b", 600), strings.Repeat("x{2}", 20) + "(?:" + strings.Repeat("a{1000}", 40) + "|b)",
		strings.Repeat("(", 999) + strings.Repeat(")", 999), strings.Repeat("(", 1000) + strings.Repeat(")", 1000), strings.Repeat("(", 1001) + strings.Repeat(")", 1001),
		strings.Repeat("(?:a|b(", 400) + strings.Repeat("))", 400), "(((x{10}){10}){10})", "((((x{10}){10}){10}){10})", "x{1000}", "x{1001}", "x{0,1000}", "(?:x{1000}){0}",
		strings.Repeat("a", 4000) + "{1000}", "(?:" + strings.Repeat("a", 4000) + "){1000}", "(?:" + strings.Repeat("ab*", 1500) + "){1000}", strings.Repeat("(?:x?){500}", 20)} {
		re, err := regexp.Compile(p)
		if err != nil {
			row("compile", p, "error: "+err.Error())
		} else {
			row("compile", p, fmt.Sprint(re.NumSubexp(), strings.Join(re.SubexpNames(), ",")))
		}
	}
	for i := 0; i < 60; i++ {
		t := text(r) + template(r) + pattern(r)
		row("quote", t, regexp.QuoteMeta(t))
	}
	classes(r)
}
