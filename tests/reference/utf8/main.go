// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_utf8.c: go run main.go [-n rows] [-seed s] > ../../data/text/utf8.tsv
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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

func digest(name string, value func(r rune) uint32) {
	hash := uint32(2166136261)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		hash = (hash ^ value(r)) * 16777619
	}
	row("all", name, strconv.Itoa(int(hash)))
}

func is(f func(r rune) bool) func(r rune) uint32 {
	return func(r rune) uint32 {
		if f(r) {
			return 1
		}
		return 0
	}
}

func to(f func(r rune) rune) func(r rune) uint32 {
	return func(r rune) uint32 { return uint32(f(r)) }
}

func randomText(r *rand.Rand) string {
	special := []rune("ßẞſKkÅåǅǆΣσςµΜıİıéÉñ日本\u00a0\u2003\u3000\ufffdꙋᲈ₂ªﬁⅷ")
	var b strings.Builder
	for i := r.Intn(10); i > 0; i-- {
		switch r.Intn(9) {
		case 0:
			b.WriteByte(byte(r.Intn(256)))
		case 1:
			b.WriteRune(rune(r.Intn(0x2000)))
		case 2:
			b.WriteRune(special[r.Intn(len(special))])
		case 3:
			b.WriteByte(" \t\n\v\r.-_"[r.Intn(8)])
		default:
			b.WriteByte("abcABCxyzk"[r.Intn(10)])
		}
	}
	return b.String()
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func main() {
	n := flag.Int("n", 150, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	digest("space", is(unicode.IsSpace))
	digest("letter", is(unicode.IsLetter))
	digest("digit", is(unicode.IsDigit))
	digest("upper", is(unicode.IsUpper))
	digest("lower", is(unicode.IsLower))
	digest("punct", is(unicode.IsPunct))
	digest("print", is(strconv.IsPrint))
	digest("toupper", to(unicode.ToUpper))
	digest("tolower", to(unicode.ToLower))
	digest("totitle", to(unicode.ToTitle))
	digest("fold", to(unicode.SimpleFold))
	r := rand.New(rand.NewSource(*seed))
	for i := 0; i < *n; i++ {
		s := randomText(r)
		a, first := utf8.DecodeRuneInString(s)
		b, last := utf8.DecodeLastRuneInString(s)
		row("decode", s, fmt.Sprint(a, first, b, last, utf8.RuneCountInString(s), bit(utf8.ValidString(s))))
		row("texts", s, strings.ToUpper(s)+"|"+strings.ToLower(s)+"|"+strings.Title(s)+"|"+strings.TrimSpace(s)+"|")
		set := randomText(r)
		row("trim", s, set, strings.Trim(s, set)+"|"+strings.TrimLeft(s, set)+"|"+strings.TrimRight(s, set))
		from, with, count := randomText(r), randomText(r), r.Intn(6)-2
		if len(from) > 2 {
			from = from[:r.Intn(3)]
		}
		row("replace", s, from, with, strconv.Itoa(count), strings.Replace(s, from, with, count))
		other := []string{strings.ToUpper(s), strings.ToLower(s), randomText(r), s + "x"}[r.Intn(4)]
		row("fold", s, other, strconv.FormatBool(strings.EqualFold(s, other)))
	}
}
