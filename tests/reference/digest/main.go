// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_digest.c: go run main.go [-n rows] [-seed s] > ../../data/text/digest.tsv
package main

import (
	"bufio"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"hash/adler32"
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

func decoded(data []byte, err error) string {
	var bad64 base64.CorruptInputError
	var bad32 base32.CorruptInputError
	switch {
	case errors.As(err, &bad64):
		return fmt.Sprintf("bad %d", int64(bad64))
	case errors.As(err, &bad32):
		return fmt.Sprintf("bad %d", int64(bad32))
	}
	return "ok " + string(data)
}

func damage(r *rand.Rand, s string) string {
	b := []byte(s)
	for i := r.Intn(3); i > 0; i-- {
		at := r.Intn(len(b) + 1)
		switch r.Intn(4) {
		case 0:
			b = b[:at]
		case 1:
			b = append(b[:at], append([]byte{"=\n\rA!7"[r.Intn(6)]}, b[at:]...)...)
		case 2:
			if at < len(b) {
				b[at] = "=\nA-5"[r.Intn(5)]
			}
		case 3:
			b = append(b, "=\n=A"[r.Intn(4)])
		}
	}
	return string(b)
}

func main() {
	n := flag.Int("n", 120, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	for i := 0; i < *n; i++ {
		data := make([]byte, r.Intn(20))
		r.Read(data)
		s := string(data)
		row("encode", s, base64.StdEncoding.EncodeToString(data)+" "+base32.StdEncoding.EncodeToString(data))
		for k := 0; k < 3; k++ {
			text := damage(r, base64.StdEncoding.EncodeToString(data))
			row("base64", text, decoded(base64.StdEncoding.DecodeString(text)))
			text = damage(r, base32.StdEncoding.EncodeToString(data))
			row("base32", text, decoded(base32.StdEncoding.DecodeString(text)))
		}
	}
	for _, s := range []string{"", "a", "pintle", strings.Repeat("x", 55), strings.Repeat("yz", 60), strings.Repeat("\xff", 12000)} {
		b := []byte(s)
		row("digest", s, fmt.Sprintf("%x %x %x %x %d", md5.Sum(b), sha1.Sum(b), sha256.Sum256(b), sha512.Sum512(b), adler32.Checksum(b)))
	}
}
