// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

var jsonPieces = []string{
	"{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"\"", "1", "0", "-", "01", "1.5", "1.", "1e5", "1e", "1e+", "-0", "1e999",
	"-1e999", "12345678901234567890", "0.1", "true", "false", "null", "tru", "nul", "fals", "trux", " ", "\n", "\t", "\r", "\v",
	"\"\\n\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ud83d\\u0041\"", "\"\\ude00x\"", "\"\\u12\"",
	"\"\\x\"", "\"\\", "\"a", "\"\x01\"", "\"\xff\"", "\"é日😀\"", "\xff", "é", "'", "#", "\x00", "\"\x00\"", "\"\x7f\"",
	"\"\\/\\b\\f\\r\\t\\\\\\\"\"", "{\"a\":1}", "[1,2]", "{\"a\":{\"b\":[]}}", "{}", "[]", "\"\\u0000\"", "\"\\u", "\"\\u0", "+1",
	".5", "NaN",
}

func writeJSON(b *strings.Builder, depth int) {
	switch kind := random.Intn(8); {
	case kind < 4 || depth > 4:
		b.WriteString(pick(jsonPieces[6:]))
	case kind < 6:
		b.WriteString("{")
		for n := random.Intn(4); n > 0; n-- {
			b.WriteString(pick([]string{"\"a\"", "\"b\"", "\"\\u0061\"", "\"<>&\"", " \"c\" "}) + pick([]string{":", " : ", ": "}))
			writeJSON(b, depth+1)
			if n > 1 {
				b.WriteString(",")
			}
		}
		b.WriteString("}")
	default:
		b.WriteString("[")
		for n := random.Intn(4); n > 0; n-- {
			writeJSON(b, depth+1)
			if n > 1 {
				b.WriteString(" ,\n")
			}
		}
		b.WriteString("]")
	}
}

func jsonReadRows(text string) {
	var v any
	err := json.Unmarshal([]byte(text), &v)
	row("read", text, result(v, err))
	m := map[string]any{}
	err = json.Unmarshal([]byte(text), &m)
	if m == nil {
		m = map[string]any{}
	}
	row("read_map", text, result(m, err))
	list := []any{}
	err = json.Unmarshal([]byte(text), &list)
	if list == nil {
		list = []any{}
	}
	row("read_list", text, result(list, err))
}

func jsonRows(n int) {
	for _, piece := range jsonPieces {
		jsonReadRows(piece)
	}
	for _, text := range []string{
		"\"a\xffb\\n\"", "{\"a", "{\"a\x01\":1}", "{\"a\\u12\":1}", "{\"a\\q\"", "{\"\xffa\":1}", "{\"a\":1}{", "[1] 2",
	} {
		jsonReadRows(text)
	}
	var object any
	objects := strings.Repeat("{\"a\":", 10001)
	row("read", objects, result(object, json.Unmarshal([]byte(objects), &object)))
	for _, depth := range []int{10000, 10001} {
		var v any
		text := strings.Repeat("[", depth)
		row("read", text, result(v, json.Unmarshal([]byte(text), &v)))
	}
	for i := 0; i < n; i++ {
		var b strings.Builder
		if random.Intn(2) == 0 {
			b.WriteString(joined(1+random.Intn(8), jsonPieces))
		} else {
			writeJSON(&b, 0)
		}
		jsonReadRows(b.String())
	}
	var wide any = slices.Repeat([]any{[]any{}}, 200)
	for range 1100 {
		wide = []any{wide}
	}
	for _, v := range []any{float32(1e-7), float32(2.5e-9), float32(1e-10), float32(1e21), float32(1e-6), float32(-3e-8), wide} {
		row("write", encode(v), resultText(json.Marshal(v)))
	}
	for i := 0; i < n/3; i++ {
		v := randomValue(0)
		row("write", encode(v), resultText(json.Marshal(v)))
		row("write_indented", encode(v), resultText(json.MarshalIndent(v, "", "  ")))
		var raw bytes.Buffer
		encoder := json.NewEncoder(&raw)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(v)
		row("write_raw", encode(v), resultText(bytes.TrimSuffix(raw.Bytes(), []byte("\n")), err))
	}
}
