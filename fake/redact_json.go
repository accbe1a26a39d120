package fake

// Redaction of JSON: one pass over the tokens of a valid text, with as much memory of what is open as it takes to know
// whose value it is that stands there.

import (
	"bytes"
	"slices"
	"strings"

	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// redactJSON replaces the values of secret members, the value of an attribute with a secret id, and every known secret in
// a string or a number, and leaves every other byte alone.
func redactJSON(text []byte, secrets *secret.Set) string {
	j := jsonRedactor{rest: text, secrets: secrets}
	for len(j.rest) > 0 {
		j.token()
	}
	return string(j.out)
}

type jsonRedactor struct {
	rest    []byte
	out     []byte
	secrets *secret.Set
	open    []openValue // the objects and lists around what comes next, the innermost last
}

// openValue is an object or a list that has begun. Of an object it knows what makes an attribute: {"id": …, "value": …}.
type openValue struct {
	secret      bool // its id names a secret
	from, to    int  // where in the output its "value" stands; 0, 0: it has none so far
	insideValue bool
}

// token takes the next token over.
func (j *jsonRedactor) token() {
	switch c := j.rest[0]; c {
	case '"':
		j.text()
		return
	case '{', '[':
		j.open = append(j.open, openValue{})
	case '}', ']':
		j.endMember()
		j.open = j.open[:len(j.open)-1]
	case ',':
		j.endMember()
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		j.number()
		return
	}
	j.out = append(j.out, j.rest[0])
	j.rest = j.rest[1:]
}

// number takes a number over, unless it is a credential of digits.
func (j *jsonRedactor) number() {
	var digits []byte
	digits, j.rest = strictjson.Next(j.rest)
	if plain := string(digits); j.secrets.Replace(plain, secret.Redacted) != plain {
		digits = strictjson.Encode(secret.Redacted)
	}
	j.out = append(j.out, digits...)
}

// endMember notes that a member of the innermost object has ended.
func (j *jsonRedactor) endMember() {
	if around := j.around(); around != nil && around.insideValue {
		around.insideValue, around.to = false, len(j.out)
	}
}

func (j *jsonRedactor) around() *openValue {
	if len(j.open) == 0 {
		return nil
	}
	return &j.open[len(j.open)-1]
}

// text takes a string over, which may be a member's name.
func (j *jsonRedactor) text() {
	var quoted []byte
	quoted, j.rest = strictjson.Next(j.rest)
	plain := strictjson.Unquote(quoted)
	if shown := j.secrets.Replace(plain, secret.Redacted); shown != plain {
		quoted = strictjson.Encode(shown)
	}
	j.out = append(j.out, quoted...)
	if after := bytes.TrimLeft(j.rest, " \t\r\n"); bytes.HasPrefix(after, []byte(":")) {
		j.member(plain, after)
	}
}

// member decides by its name whether a member's value is shown; after begins with the colon.
func (j *jsonRedactor) member(name string, after []byte) {
	around := j.around()
	switch {
	case isSecret(name), around.secret && strings.EqualFold(name, "value"):
		j.out = append(j.out, `:"`+secret.Redacted+`"`...)
		_, j.rest = strictjson.Next(after)
	case strings.EqualFold(name, "value"):
		if around.from == 0 {
			around.from = len(j.out)
		}
		around.insideValue = true
	case strings.EqualFold(name, "id") && isSecret(textOf(after)):
		j.hideValue(around)
	}
}

// hideValue redacts the value of an attribute whose id says only now that it is secret.
func (j *jsonRedactor) hideValue(attribute *openValue) {
	attribute.secret = true
	if attribute.to > 0 {
		j.out = slices.Replace(j.out, attribute.from, attribute.to, []byte(`:"`+secret.Redacted+`"`)...)
	}
}

// textOf is the string that comes next; "" if something else does.
func textOf(after []byte) string {
	value, _ := strictjson.Next(after)
	if strictjson.KindOf(value) != strictjson.String {
		return ""
	}
	return strictjson.Unquote(value)
}
