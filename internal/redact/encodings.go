package redact

// The forms in which a secret travels.

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
)

// minRecased is the length of the shortest text that is looked for in another
// case: a shorter one in capitals may be an error code.
const minRecased = 16

// encodings lists the forms of a secret: as it is, escaped, quoted, encoded, in
// another case, and the words of it that no escape changes.
func encodings(secret string) []string {
	list := encoded(secret)
	parts := words(secret)
	if len(parts) != 1 || parts[0] != secret {
		list = append(list, escaped(secret)...)
		list = append(list, quoted(secret)...)
		parts = append(parts, secret)
	}
	for _, text := range parts {
		list = append(list, text)
		if len(text) >= minRecased { // as codes, hosts and header names are written
			list = append(list, strings.ToUpper(text), strings.ToLower(text), http.CanonicalHeaderKey(text))
		}
	}
	return list
}

// words are the parts of a secret that no escape changes.
func words(secret string) []string {
	return strings.FieldsFunc(secret, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
	})
}

// escaped lists the forms in a URL and in HTML.
func escaped(secret string) []string {
	query := url.QueryEscape(secret)
	list := []string{query, strings.ReplaceAll(query, "+", "%20"), url.PathEscape(secret)}
	for _, upper := range list {
		list = append(list, lowerEscapes(upper))
	}
	page := html.EscapeString(secret)
	return append(list, page, strings.NewReplacer("&#34;", "&quot;", "&#39;", "&#x27;").Replace(page))
}

// lowerEscapes writes the digits of percent escapes in lower case.
func lowerEscapes(text string) string {
	parts := strings.Split(text, "%")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToLower(part[:2]) + part[2:]
	}
	return strings.Join(parts, "%")
}

// quoted lists the forms between quotation marks, as Go, JSON and other languages'
// JSON have them.
func quoted(secret string) []string {
	goASCII := strconv.QuoteToASCII(secret)
	plain := strconv.Quote(secret)
	plain = plain[1 : len(plain)-1]
	ascii := asciiJSON(plain)
	list := []string{plain, goASCII[1 : len(goASCII)-1], ascii, strings.ReplaceAll(ascii, "/", `\/`)}
	if text, err := json.Marshal(secret); err == nil {
		list = append(list, string(text[1:len(text)-1]))
	}
	return list
}

// asciiJSON escapes what is not ASCII, as encoders do that send nothing else.
func asciiJSON(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// encoded lists the forms in hexadecimal and in base64. Of base64 they hold what
// does not depend on the text around the secret, for each of the three places in a
// group of bytes where the secret may begin.
func encoded(secret string) []string {
	digits := hex.EncodeToString([]byte(secret))
	list := []string{digits, strings.ToUpper(digits)}
	for lead, skip := range []int{0, 2, 3} {
		text := append(make([]byte, lead), secret...)
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			list = append(list, encoding.EncodeToString(text)[skip:len(text)*4/3])
		}
	}
	return list
}
