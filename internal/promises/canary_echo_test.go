package promises_test

// Servers that repeat a secret: in every place of an answer, in every disguise.

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// disguises are the shapes in which a server may repeat what it was sent.
var disguises = map[string]func(string) string{
	"as it is":          func(s string) string { return s },
	"as a header":       func(s string) string { return "Bearer " + s },
	"twice":             func(s string) string { return s + s },
	"base64":            func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 of header":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("Bearer " + s)) },
	"base64 of user":    func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("user:" + s + ":x")) },
	"base64 in a basic": func(s string) string { return "Basic " + base64.URLEncoding.EncodeToString([]byte(s+":")) },
	"query":             url.QueryEscape,
	"path":              url.PathEscape,
	"lower-case query":  func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
	"JSON":              func(s string) string { return strings.Trim(mustJSON(s), `"`) },
	"HTML":              html.EscapeString,
	"hexadecimal":       func(s string) string { return hex.EncodeToString([]byte(s)) },
	"in capitals":       strings.ToUpper,
	"with another scheme": func(s string) string {
		_, rest, _ := strings.Cut(s, ":")
		return "sk-" + rest + s
	},
}

// quotes are parts of a secret, in the middle of a text.
var quotes = map[string]func(string) string{
	"but for its end":    func(s string) string { return "key " + s[:len(s)-2] + " is wrong" },
	"by two thirds":      func(s string) string { return s[:len(s)*2/3] + "..." },
	"by eight bytes":     func(s string) string { return "(" + s[:len("pk_fake_")+window] + "...)" },
	"by most of base64":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("Bearer " + s))[:30] + "..." },
	"by most of a query": func(s string) string { return url.QueryEscape(s)[:24] + "&x=1" },
	"by most of hex":     func(s string) string { return hex.EncodeToString([]byte(s))[:40] + "..." },
}

func lowerEscapes(s string) string {
	parts := strings.Split(s, "%")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToLower(part[:2]) + part[2:]
	}
	return strings.Join(parts, "%")
}

// place is where in an answer a text is repeated.
type place struct {
	name string
	of   func(api, text string) echo
}

// echo is the answer that came of it.
type echo struct {
	status int
	header http.Header
	body   string
	cut    error
}

func places() []place {
	inHeader := func(status int, name, before string) func(string, string) echo {
		return func(api, text string) echo {
			return echo{status: status, header: http.Header{name: {before + text}}, body: refusal(api, status, "CODE", "m")}
		}
	}
	raw := func(status int, before, after string) func(string, string) echo {
		return func(_, text string) echo { return echo{status: status, body: before + text + after} }
	}
	quoted := func(status int, format string) func(string, string) echo {
		return func(_, text string) echo {
			return echo{status: status, body: strings.ReplaceAll(format, "?", mustJSON(text))}
		}
	}
	return []place{
		{"message", func(api, text string) echo {
			return echo{status: 400, body: refusal(api, 400, "CODE", "the key "+text+" is wrong")}
		}},
		{"message at its bound", func(api, text string) echo {
			return echo{status: 500, body: refusal(api, 500, "CODE", strings.Repeat("m", 505)+text)}
		}},
		{"message alone", func(api, text string) echo { return echo{status: 401, body: refusal(api, 401, "CODE", text)} }},
		{"code", func(api, text string) echo { return echo{status: 403, body: refusal(api, 403, text, "m")} }},
		{"code at its bound", func(api, text string) echo {
			return echo{status: 403, body: refusal(api, 403, strings.Repeat("c", 505)+text, "m")}
		}},
		{"request id", inHeader(500, "X-Request-Id", "")},
		{"request id at its bound", inHeader(500, "X-Request-Id", strings.Repeat("i", 120))},
		{"Retry-After", inHeader(429, "Retry-After", "")},
		{"challenge", inHeader(401, "Www-Authenticate", "Bearer realm=")},
		{"cookie", inHeader(401, "Set-Cookie", "key=")},
		{"content type", inHeader(500, "Content-Type", "text/")},
		{"redirect's host", inHeader(302, "Location", "https://")},
		{"redirect's long host", inHeader(302, "Location", "https://"+strings.Repeat("h", 120)+".")},
		{"redirect's user", func(_, text string) echo {
			return echo{status: 307, header: http.Header{"Location": {"https://" + text + "@evil.invalid/"}}}
		}},
		{"redirect's path", inHeader(308, "Location", "https://evil.invalid/")},
		{"redirect's query", inHeader(301, "Location", "/login?token=")},
		{"page", raw(502, "<html><pre>Authorization: ", "</pre></html>")},
		{"page of a success", raw(200, "<html>", "</html>")},
		{"end of a page", raw(502, "<html>", "")},
		{"text of a success", quoted(200, `?`)},
		{"name of a member", quoted(200, `{?:1}`)},
		{"invalid member", quoted(200, `{"id":[?],"data":5,"notifications":?,"username":{}}`)},
		{"time", quoted(200, `{"data":{"id":"u1","email":"a@example.com","uid":"1","user_external_id":"ext-1","createdAt":?,"created_at":?},`+
			`"id":"pu1","last_logged_at":?,"username":"ann","dateOfBirth":?,"notifications":[{"id":"n","createdAt":?}]}`)},
		{"time of a list", quoted(200, `[{"username":"a","joinedAt":?}]`)},
		{"long time", quoted(200, `{"data":{"id":"u1","createdAt":?},"id":"pu1","last_logged_at":?}`)},
		{"refusal of a success", quoted(200, `{"success":false,"error":{"code":?,"type":?,"message":?,"detail":[{"message":?}]}}`)},
		{"strange error", quoted(200, `{"success":false,"error":{"secret":?}}`)},
		{"field", quoted(422, `{"error":{"code":"C","type":"t","details":{"errors":[{"path":[?,{?:?}],"message":?}]},`+
			`"detail":[{"code":"c","field_name":?,"message":?}]}}`)},
		{"request id of the body", quoted(418, `{"status_code":418,"message":?,"request_id":?}`)},
		{"body cut", func(_, text string) echo {
			return echo{status: 500, body: `{"message":"` + text, cut: io.ErrUnexpectedEOF}
		}},
		{"body cut inside it", func(_, text string) echo {
			return echo{status: 200, body: `{"message":"` + text[:len(text)-2], cut: io.ErrUnexpectedEOF}
		}},
		{"words of the cut", func(_, text string) echo {
			return echo{status: 200, body: "{", cut: fmt.Errorf("read: %s: reset", text)}
		}},
		{"long body", raw(500, strings.Repeat("x", 64<<10-12), strings.Repeat("y", 64<<10))},
		{"longer body", raw(500, strings.Repeat("x", 80<<10-12), strings.Repeat("y", 64<<10))},
		{"body of nothing else", func(_, text string) echo {
			return echo{status: 500, body: strings.Repeat(text+" ", 4000)}
		}},
	}
}

// placesFor are all places for a secret as it is, and for one in disguise those in
// which nothing else is told from it.
func placesFor(disguise string) []place {
	if disguise == "as it is" {
		return places()
	}
	return slices.DeleteFunc(places(), func(p place) bool {
		return !slices.Contains([]string{"message", "code", "page", "time", "body cut", "redirect's host", "request id"}, p.name)
	})
}

// sentBy says which operation sends which secrets.
var sentBy = map[string][]string{
	"Users.Create":             {secretPartnerKey},
	"Users.Get":                {secretPartnerKey},
	"AppUsers.GetByExternalID": {secretAppKey, secretAppSecret},
	"AppUsers.Get":             {secretAppKey, secretAppSecret},
	"PortalUsers.Get":          {secretAccountKey},
	"PortalUsers.List":         {secretAccountKey},
	"PortalUsers.Create":       {secretAccountKey, secretPassword},
	"Profile.Get":              {secretSession, secretRefresh},
	"Profile.Referrals":        {secretSession},

	"Client.Do of the Partner API": {secretPartnerKey},
	"Client.Do of the App API":     {secretAppKey, secretAppSecret},
	"Client.Do of the Portals API": {secretAccountKey},
	"Client.Do of the Profile API": {secretSession},
}

func echoes() []misfortune {
	var all []misfortune
	for _, op := range secretOps() {
		for _, secret := range sentBy[op.name] {
			for _, disguise := range slices.Sorted(maps.Keys(disguises)) {
				if secret == secretPassword && disguise == "in capitals" {
					continue // a password is no name, nor part of one
				}
				for _, p := range placesFor(disguise) {
					all = append(all, echoing(op, p, secret, disguise, disguises[disguise](secret)))
				}
			}
			for _, part := range slices.Sorted(maps.Keys(quotes)) {
				for _, p := range placesFor(part) {
					all = append(all, echoing(op, p, secret, part, quotes[part](secret)))
				}
			}
		}
	}
	return append(all, tokenEchoes()...)
}

// echoing is an answer that says a text somewhere.
func echoing(op askedOp, p place, secret, how, text string) misfortune {
	name := fmt.Sprintf("%s repeats %s %s in the %s", op.name, secret[:7], how, p.name)
	return misfortune{name, func(t *testing.T) (*cage, error) {
		a := p.of(op.api, text)
		c := newCage(t, answerText(a.status, a.header, a.body, a.cut))
		_, err := op.call(t.Context(), c.client)
		return c, err
	}}
}

// secretOps are the operations of sentBy; making a portal user sends a password.
func secretOps() []askedOp {
	var ops []askedOp
	for _, op := range slices.Concat(askedOps, doOps) {
		if _, ok := sentBy[op.name]; !ok {
			continue
		}
		if op.name == "PortalUsers.Create" {
			op.call = createWithPassword
		}
		ops = append(ops, op)
	}
	return ops
}

// tokenEchoes repeat the App API's signed token, its signature, and the claims,
// which hold the key.
func tokenEchoes() []misfortune {
	op := opsOf(appAPI)[0]
	var all []misfortune
	for _, p := range places() {
		all = append(all, misfortune{"signed token in the " + p.name, func(t *testing.T) (*cage, error) {
			var signature string
			c := newCage(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
				parts := strings.Split(token, ".")
				signature = parts[2]
				a := p.of(op.api, token+" "+parts[1]+" "+signature)
				return answerText(a.status, a.header, a.body, a.cut)(r)
			}))
			_, err := op.call(t.Context(), c.client)
			for _, s := range errorSinks() {
				assert.NotContains(t, s.of(err), signature[:window], s.name)
			}
			return c, err
		}})
	}
	return all
}

// speakingMarshaler fails with a secret on its lips.
type speakingMarshaler struct{}

func (speakingMarshaler) MarshalJSON() ([]byte, error) {
	return nil, fmt.Errorf("cannot write %s", secretPassword)
}
