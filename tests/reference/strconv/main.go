// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_strconv.c: go run main.go [-n rows] [-seed s] > ../../data/text/strconv.tsv
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"strconv"
	"strings"
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

func result(err error) string {
	if err == nil {
		return "ok"
	}
	if err.(*strconv.NumError).Err == strconv.ErrRange {
		return "range"
	}
	return "syntax"
}

func pick(r *rand.Rand, from ...string) string { return from[r.Intn(len(from))] }

func randomFloat(r *rand.Rand) float64 {
	switch r.Intn(9) {
	case 0:
		return math.Float64frombits(r.Uint64())
	case 1:
		return float64(r.Intn(100000)) / 1000
	case 2:
		return float64(r.Int63()>>uint(r.Intn(60))) * math.Pow(10, float64(r.Intn(40)-20))
	case 3:
		return math.Ldexp(1, r.Intn(2100)-1074)
	case 4:
		return math.Float64frombits(r.Uint64() >> uint(12+r.Intn(50)))
	case 5:
		return float64(r.Intn(1000))
	case 6:
		return float64(math.Float32frombits(r.Uint32()))
	case 7:
		return math.Ldexp(float64(r.Intn(64)), r.Intn(40)-20)
	}
	return special[r.Intn(len(special))]
}

var special = []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1e21, 1e20, 1e-5, 1e-4, 123456789,
	1 << 53, math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1, 0.3, 5e-324, 2.2250738585072014e-308, 1e23, 8.41e21,
	0.5, 2.5, 1e15, 999999999999999, 1e6, 1e5, 100000.5}

// Numbers at the edges, in every format and with precisions at the edges of those.
func edges() {
	for _, f := range special {
		for _, format := range "eEfgGbxX" {
			for _, precision := range []int{-1, 0, 1, 5, 17, 40} {
				float(f, byte(format), precision, 64)
			}
			float(f, byte(format), -1, 32)
			float(f, byte(format), 3, 32)
		}
	}
}

// One character off the front.
func character(s string, quote byte) {
	c, multibyte, tail, err := strconv.UnquoteChar(s, quote)
	if err != nil {
		row("unquotechar", s, string(quote), "bad")
		return
	}
	row("unquotechar", s, string(quote), fmt.Sprintf("%d %t %s", c, c >= 0x80 && multibyte, tail))
}

func randomNumberText(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString(pick(r, "", "", "", "-", "+"))
	prefix := pick(r, "", "", "", "", "0x", "0X", "0", "0b", "0o", "0B1", "_")
	b.WriteString(prefix)
	n := r.Intn(22)
	if r.Intn(40) == 0 {
		n = 300 + r.Intn(800)
	}
	for i := 0; i < n; i++ {
		switch r.Intn(24) {
		case 0:
			b.WriteString(pick(r, ".", ".", "_", "0000"))
		case 1:
			b.WriteString(pick(r, "a", "f", "E", "e1", "p2", "P-3", "e-", "e+10", "z"))
		default:
			b.WriteByte(byte('0' + r.Intn(10)))
		}
	}
	b.WriteString(pick(r, "", "", "", "", "e5", "E-10", "e400", "e-400", "p10", "p-1070", "e1_0", "_", " ", "e30", "e-30", "e20001", "e22", "e-22"))
	return b.String()
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for i := r.Intn(12); i > 0; i-- {
		switch r.Intn(9) {
		case 0:
			b.WriteByte(byte(r.Intn(256)))
		case 1:
			b.WriteRune(rune(r.Intn(0x110000)))
		case 2:
			b.WriteString(pick(r, "\"", "'", "`", "\\", "\n", "\t", "\r", "\x00", "\x7f", "\ufeff", "\ufffd", "\u00ad", "\u2028", "é", "日本"))
		case 3:
			b.WriteString(pick(r, `\n`, `\x41`, `\xff`, `\u00e9`, `\U0001F600`, `\101`, `\400`, `\'`, `\"`, `\q`, `\ud800`, `\x4`, `\08`))
		default:
			b.WriteByte(byte(' ' + r.Intn(95)))
		}
	}
	return b.String()
}

func float(f float64, format byte, precision, bits int) {
	if bits == 32 {
		f = float64(float32(f))
	}
	row("float", fmt.Sprintf("%016x", math.Float64bits(f)), string(format), strconv.Itoa(precision), strconv.Itoa(bits),
		strconv.FormatFloat(f, format, precision, bits))
}

func parse(s string, r *rand.Rand) {
	bits := 64
	if r.Intn(4) == 0 {
		bits = 32
	}
	f, err := strconv.ParseFloat(s, bits)
	if f != f {
		f = math.NaN()
	}
	row("parsefloat", s, strconv.Itoa(bits), result(err)+fmt.Sprintf(" %016x", math.Float64bits(f)))
	base := []int{0, 0, 10, 10, 16, 2, 8, 36}[r.Intn(8)]
	bits = []int{0, 64, 8, 16, 32}[r.Intn(5)]
	i, err := strconv.ParseInt(s, base, bits)
	row("parseint", s, strconv.Itoa(base), strconv.Itoa(bits), result(err)+" "+strconv.FormatInt(i, 10))
	u, err := strconv.ParseUint(s, base, bits)
	row("parseuint", s, strconv.Itoa(base), strconv.Itoa(bits), result(err)+" "+strconv.FormatUint(u, 10))
}

func texts(s string) {
	back := `"`
	if strconv.CanBackquote(s) {
		back = "`"
	}
	row("quote", s, strconv.Quote(s)+" "+strconv.QuoteToASCII(s)+" "+back)
	character(s, '\'')
	character(s, '"')
	for _, q := range []string{s, `"` + s + `"`, "`" + s + "`", "'" + s + "'"} {
		t, err := strconv.Unquote(q)
		if err == nil {
			row("unquote", q, "ok "+t)
		} else {
			row("unquote", q, "bad")
		}
	}
}

func main() {
	n := flag.Int("n", 150, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	if *seed == 1 {
		edges()
	}
	for i := 0; i < *n; i++ {
		bits := 64
		if r.Intn(6) == 0 {
			bits = 32
		}
		f := randomFloat(r)
		float(f, "eEfgGbxX"[r.Intn(8)], -1, bits)
		float(f, 'g', -1, bits)
		float(f, "eEfgGxX"[r.Intn(7)], r.Intn(30), bits)
		parse(randomNumberText(r), r)
		parse(strconv.FormatFloat(f, "efg"[r.Intn(3)], r.Intn(25)-1, 64), r)
		parse(strconv.FormatInt(int64(r.Uint64()>>uint(r.Intn(64))), 10), r)
		texts(randomText(r))
		v := int64(r.Uint64() >> uint(r.Intn(64)))
		base := 2 + r.Intn(35)
		row("int", strconv.FormatInt(v, 10), strconv.Itoa(base), strconv.FormatInt(v, base))
		c := int32(r.Intn(0x120000)) >> uint(r.Intn(20))
		row("quoterune", strconv.Itoa(int(c)), strconv.QuoteRune(c)+" "+strconv.QuoteRuneToASCII(c))
	}
	for _, s := range []string{"inf", "-Inf", "+INFINITY", "infi", "nan", "NaN", "+nan", "", "-", "+", ".", "-.", "0x", "0x.p1", "0x1.8p1",
		"1e", "1e+", "0_1", "0x_1p0", "1__0", "1_", "_1", "1._5", "0b1p0", "0x1", "9223372036854775808", "-9223372036854775808",
		"18446744073709551616", "0_0", "00", "0b", "0o", "''"} {
		parse(s, r)
		texts(s)
	}
	for _, s := range []string{"1", "t", "T", "true", "TRUE", "True", "tRUE", "0", "f", "F", "false", "FALSE", "False", "no", ""} {
		b, err := strconv.ParseBool(s)
		if err != nil {
			row("bool", s, "bad")
		} else {
			row("bool", s, strconv.FormatBool(b))
		}
	}
	for _, f := range []float64{0x1p-12, 0x1p-11, 0x1p-13, -0x1p-12} {
		float(f, 'g', -1, 32)
		float(f, 'e', 3, 32)
	}
	for _, s := range []string{"\"\\", "\"a\\", "'\\", "`a", "\"\\\"", "'\\'", "\"", "'", "\"a'", "'a\"", "\"\\x4\"", "\"\\\\\""} {
		texts(s)
	}
	float(1, 'f', 1000, 64)
	float(1.5, 'e', 900, 64)
	float(math.SmallestNonzeroFloat64, 'g', 900, 64)
	float(math.MaxFloat64, 'f', -1, 64)
}
