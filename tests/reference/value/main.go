// SPDX-License-Identifier: Apache-2.0

// Rows for the tests of src/value:
//
//	for t in yaml json set merge toml jsonpath; do go run . -topic $t > ../../data/value/$t.tsv; done
//
// A longer run against fresh rows: go run . -topic yaml -n 50000 -seed 7 > /tmp/rows && build/tests/test_yaml /tmp/rows
// With -corpus FOLDER the YAML rows also take, and damage, the YAML files there.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"sort"
	"strconv"
	"time"
)

var (
	out    = bufio.NewWriter(os.Stdout)
	random *rand.Rand
)

func row(fields ...string) {
	for i, field := range fields {
		if i > 0 {
			out.WriteString("\t" + strconv.Quote(field))
		} else {
			out.WriteString(field)
		}
	}
	out.WriteByte('\n')
}

func pick(from []string) string { return from[random.Intn(len(from))] }

// A value as text: tests/unit/value_text.h reads and writes the same.
func encode(v any) string {
	var b bytes.Buffer
	encodeTo(&b, v)
	return b.String()
}

func encodeFloat(b *bytes.Buffer, mark byte, f float64) {
	if math.IsNaN(f) {
		f = math.NaN() // any other is not told apart
	}
	fmt.Fprintf(b, "%c%016x", mark, math.Float64bits(f))
}

func encodeTo(b *bytes.Buffer, v any) {
	switch t := v.(type) {
	case nil:
		b.WriteByte('n')
	case bool:
		b.WriteByte(map[bool]byte{true: 't', false: 'f'}[t])
	case int:
		fmt.Fprintf(b, "i%d;", t)
	case int64:
		fmt.Fprintf(b, "i%d;", t)
	case uint64:
		fmt.Fprintf(b, "u%d;", t)
	case float64:
		encodeFloat(b, 'd', t)
	case float32:
		encodeFloat(b, 'e', float64(t))
	case string:
		fmt.Fprintf(b, "s%d:%s", len(t), t)
	case []byte:
		fmt.Fprintf(b, "b%d:%s", len(t), t)
	case time.Time:
		s := t.String()
		fmt.Fprintf(b, "T%d:%s", len(s), s)
	case []any:
		encodeList(b, '[', t == nil, len(t), func(i int) any { return t[i] })
	case []map[string]any:
		encodeList(b, '(', t == nil, len(t), func(i int) any { return t[i] })
	case map[string]any:
		encodeMap(b, t)
	default:
		panic(fmt.Sprintf("%T", v))
	}
}

func encodeList(b *bytes.Buffer, mark byte, isNil bool, length int, at func(int) any) {
	if isNil {
		b.WriteByte('L')
		return
	}
	b.WriteByte(mark)
	for i := 0; i < length; i++ {
		encodeTo(b, at(i))
	}
	b.WriteByte(']')
}

func encodeMap(b *bytes.Buffer, m map[string]any) {
	if m == nil {
		b.WriteByte('M')
		return
	}
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	b.WriteByte('{')
	for _, key := range keys {
		encodeTo(b, key)
		encodeTo(b, m[key])
	}
	b.WriteByte('}')
}

// What a call gave: the value, or the error behind "error: ".
func result(v any, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return encode(v)
}

func resultText(text []byte, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return "text: " + string(text)
}

// The call's result, and whether it is one: a panic is none, nor is what differs from call to call.
func steady(call func() string) (first string, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	first = call()
	for i := 0; i < 12; i++ {
		if call() != first {
			return "", false
		}
	}
	return first, true
}

func main() {
	topic := flag.String("topic", "", "yaml, json, set, merge, toml or jsonpath")
	count := flag.Int("n", 0, "random rows (0: the usual number)")
	seed := flag.Int64("seed", 1, "of the random rows")
	folder := flag.String("corpus", "", "folder with YAML files")
	flag.Parse()
	random = rand.New(rand.NewSource(*seed))
	topics := map[string]struct {
		run   func(n int)
		usual int
	}{
		"yaml": {func(n int) { yamlRows(n, *folder) }, 900},
		"json": {jsonRows, 350}, "set": {setRows, 900}, "merge": {mergeRows, 300}, "toml": {tomlRows, 700}, "jsonpath": {jsonpathRows, 500},
	}
	chosen, ok := topics[*topic]
	if !ok {
		flag.Usage()
		os.Exit(2)
	}
	if *count == 0 {
		*count = chosen.usual
	}
	fmt.Fprintf(out, "# %s: written by tests/reference/value\n", *topic)
	chosen.run(*count)
	out.Flush()
}
