package partnerkit

// No secret leaves in words: what a server or a transport says is searched for
// the credentials of the call, in every form in which they travel.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const redacted = "[redacted]"

const (
	minSecret  = 4  // a shorter value is no secret, and would blot out half of any text
	minWord    = 8  // a shorter part of a secret gives little away
	minRecased = 16 // a shorter word in capitals may be an error code
)

// bearerPattern finds what follows the name of a scheme and could be a credential:
// one of its characters is no letter, unlike those of "bearer token".
var bearerPattern = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[a-z]*[^a-z\s"',;<>\\][^\s"',;<>\\]*`)

// hidden lists every form of every secret of the attempt, the longest first.
func (x *exchange) hidden() []string {
	if x.forms != nil {
		return x.forms
	}
	secrets := slices.Clone(x.secrets)
	if x.api != nil && x.api.credential != nil {
		secrets = append(secrets, x.api.credential.secrets()...)
	}
	for _, token := range []func() string{x.grant.token, x.refused} {
		if token != nil {
			secrets = append(secrets, token())
		}
	}
	forms := []string{}
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			forms = append(forms, formsOf(secret)...)
		}
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) })
	x.forms = forms
	return forms
}

// formsOf lists the shapes that a secret takes on its way: as it is, escaped,
// encoded, and the words of it that no escape changes.
func formsOf(secret string) []string {
	ascii := strconv.QuoteToASCII(secret)
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), ascii[1 : len(ascii)-1]}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	for _, word := range strings.FieldsFunc(secret, isNoWord) {
		if len(word) >= minWord {
			forms = append(forms, word)
		}
	}
	if len(secret) >= minRecased {
		// As codes, hosts and header names are written.
		forms = append(forms, strings.ToUpper(secret), strings.ToLower(secret), http.CanonicalHeaderKey(secret))
	}
	return append(forms, encodedForms(secret)...)
}

// encodedForms lists what of a secret's base64 does not depend on the text around
// it, for each of the three places in a group where it may begin.
func encodedForms(secret string) []string {
	var forms []string
	for lead, skip := range []int{0, 2, 3} {
		text := append(make([]byte, lead), secret...)
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if core := encoding.EncodeToString(text)[skip : len(text)*4/3]; len(core) >= minSecret {
				forms = append(forms, core)
			}
		}
	}
	return forms
}

func isNoWord(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
}

// scrub takes the call's secrets out of a text.
func (x *exchange) scrub(text string) string { return string(x.scrubBytes([]byte(text))) }

// scrubBody is a copy of a body for a debugger.
func (x *exchange) scrubBody(body []byte) []byte {
	body = x.scrubBytes(body[:min(len(body), maxErrorBody+maxSecret)])
	return body[:min(len(body), maxErrorBody)]
}

// scrubBytes returns a copy; nil for an empty text.
func (x *exchange) scrubBytes(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	text = bytes.Clone(text)
	hidden := x.hidden()
	for _, form := range hidden {
		if bytes.Contains(text, []byte(form)) {
			text = bytes.ReplaceAll(text, []byte(form), []byte(redacted))
		}
	}
	text = text[:len(text)-beginning(text, hidden)]
	return bearerPattern.ReplaceAll(text, []byte("$1 "+redacted))
}

// beginning is how many bytes at the end of a text are the beginning of a form
// that was cut off there.
func beginning(text []byte, forms []string) int {
	longest := minWord - 1
	for _, form := range forms {
		for n := min(len(text), len(form)-1); n > longest; n-- {
			if string(text[len(text)-n:]) == form[:n] {
				longest = n
			}
		}
	}
	if longest < minWord {
		return 0
	}
	return longest
}
