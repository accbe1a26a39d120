package fake

// Redaction of a request: what may be shown of its method, its path, its query and its body. Names are compared as they read,
// not as they are escaped.

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
)

// shownSize is how much is shown of a path, a query and a body each.
const shownSize = 4 << 10

// clip gives at most shownSize bytes of a text from which the secrets are out already. A piece has memory of its own.
func clip(text string) string {
	if len(text) <= shownSize {
		return text
	}
	return strings.Clone(strings.ToValidUTF8(text[:shownSize], ""))
}

func redactPath(raw string, secrets *secret.Set) string {
	return clip(redactEscaped(raw, unescape, secrets))
}

// redactEscaped takes the secrets out of a text that may be escaped; one in which that shows something is shown decoded.
func redactEscaped(raw string, decode func(string) string, secrets *secret.Set) string {
	raw = secrets.Replace(raw, secret.Redacted)
	plain := decode(raw)
	if shown := secrets.Replace(plain, secret.Redacted); shown != plain {
		return shown
	}
	return raw
}

// unescape decodes what is escaped. A percent sign that escapes nothing is left, so that it hides no secret beside it.
func unescape(raw string) string {
	before, rest, found := strings.Cut(raw, "%")
	if !found {
		return raw
	}
	plain := []byte(before)
	for found {
		var piece string
		piece, rest, found = strings.Cut(rest, "%")
		if decoded, err := hex.DecodeString(piece[:min(2, len(piece))]); err == nil && len(decoded) == 1 {
			plain = append(append(plain, decoded...), piece[2:]...)
		} else {
			plain = append(append(plain, '%'), piece...)
		}
	}
	return string(plain)
}

func unescapeQuery(raw string) string { return unescape(strings.ReplaceAll(raw, "+", " ")) }

func redactQuery(raw string, secrets *secret.Set) string {
	var parts []string
	shown := 0
	for part := range strings.SplitSeq(secrets.Replace(raw, secret.Redacted), "&") {
		if shown > shownSize {
			break
		}
		name, _, found := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(name)
		if found && (err != nil || isSecret(plain)) {
			part = name + "=" + secret.Redacted
		}
		part = redactEscaped(part, unescapeQuery, secrets)
		parts = append(parts, part)
		shown += len(part) + len("&")
	}
	return clip(strings.Join(parts, "&"))
}

// redactBody gives at most shownSize bytes of a body, cut only after the secrets are out.
func redactBody(body []byte, secrets *secret.Set) string {
	if len(body) == 0 {
		return ""
	}
	if len(body) > backend.MaxBody {
		return "(over 1 MiB)"
	}
	if !json.Valid(body) {
		return fmt.Sprintf("(%d bytes that are not JSON)", len(body))
	}
	return clip(redactJSON(body, secrets))
}
