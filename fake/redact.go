package fake

// Redaction: what may be shown of a query and of a body. A name is judged as it reads, not as it is escaped, and any
// name that looks like a secret's is one.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

var secretWords = []string{"password", "token", "secret", "apikey", "authorization", "credential"}

// isSecret tells whether a member or parameter of that name is never shown.
func isSecret(name string) bool {
	plain := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
	for _, word := range secretWords {
		if strings.Contains(plain, word) {
			return true
		}
	}
	return false
}

func redactQuery(raw string) string {
	if raw == "" {
		return ""
	}
	parts := strings.Split(raw, "&")
	for i, part := range parts {
		name, _, found := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(name)
		if found && (err != nil || isSecret(plain)) {
			parts[i] = name + "=" + redacted
		}
	}
	return strings.Join(parts, "&")
}

// redactBody gives at most logBodySize bytes of a body, cut only after the secrets are out.
func redactBody(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	if !json.Valid(body) {
		return fmt.Sprintf("(%d bytes that are not JSON)", len(body))
	}
	text := redactJSON(body)
	if len(text) > logBodySize {
		return strings.ToValidUTF8(text[:logBodySize], "")
	}
	return text
}

// redactJSON replaces the values of secret members in a valid JSON text and leaves every other byte alone. It looks at
// each byte once, however deep the text is nested.
func redactJSON(text []byte) string {
	var out strings.Builder
	for len(text) > 0 {
		if text[0] != '"' {
			out.WriteByte(text[0])
			text = text[1:]
			continue
		}
		quoted := text[:stringEnd(text)]
		out.Write(quoted)
		text = text[len(quoted):]
		after := bytes.TrimLeft(text, " \t\r\n")
		if bytes.HasPrefix(after, []byte(":")) && isSecret(unquote(quoted)) {
			out.WriteString(`:"` + redacted + `"`)
			_, text = next(after)
		}
	}
	return out.String()
}
