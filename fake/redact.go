package fake

// Redaction: what may be shown of a path, a query and a body. A name is judged as it reads, not as it is escaped, and any
// name that looks like a secret's is one. A credential of the state is taken out wherever it stands, escaped or not.

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

var secretWords = []string{
	"password", "passphrase", "pwd", "token", "secret", "apikey", "auth", "credential", "jwt", "session",
}

// isSecret tells whether a member or parameter of that name is never shown.
func isSecret(name string) bool {
	plain := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
	if plain == "key" {
		return true
	}
	for _, word := range secretWords {
		if strings.Contains(plain, word) {
			return true
		}
	}
	return false
}

// redactEscaped takes the secrets out of a text that may be escaped; one in which that shows something is shown decoded.
func redactEscaped(raw string, decode func(string) (string, error), secrets *strings.Replacer) string {
	raw = secrets.Replace(raw)
	if plain, err := decode(raw); err == nil {
		if shown := secrets.Replace(plain); shown != plain {
			return shown
		}
	}
	return raw
}

func redactQuery(raw string, secrets *strings.Replacer) string {
	if raw == "" {
		return ""
	}
	parts := strings.Split(secrets.Replace(raw), "&")
	for i, part := range parts {
		name, _, found := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(name)
		if found && (err != nil || isSecret(plain)) {
			part = name + "=" + redacted
		}
		parts[i] = redactEscaped(part, url.QueryUnescape, secrets)
	}
	return strings.Join(parts, "&")
}

// redactBody gives at most logBodySize bytes of a body, cut only after the secrets are out.
func redactBody(body []byte, secrets *strings.Replacer) string {
	if len(body) == 0 {
		return ""
	}
	if len(body) > maxBody {
		return "(over 1 MiB)"
	}
	if !json.Valid(body) {
		return fmt.Sprintf("(%d bytes that are not JSON)", len(body))
	}
	text := redactJSON(body, secrets)
	if len(text) > logBodySize {
		return strings.ToValidUTF8(text[:logBodySize], "")
	}
	return text
}
