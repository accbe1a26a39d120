package fake

// Redaction of a request: what may be shown of its path, its query and its body. Names are judged as they read, not as they
// are escaped.

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

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

// logBodySize is how much is shown of a body.
const logBodySize = 4 << 10

// redactBody gives at most logBodySize bytes of a body, cut only after the secrets are out.
func redactBody(body []byte, secrets *strings.Replacer) string {
	if len(body) == 0 {
		return ""
	}
	if len(body) > backend.MaxBody {
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
