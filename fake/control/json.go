package control

// How the control plane writes a fault and a seed in JSON, and reads them: strictly, with errors that name the member and show
// no more of its value than may be shown.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// faultJSON is fake.Fault without Match. The body is the text to send.
type faultJSON struct {
	ID           string        `json:"id"`
	Route        string        `json:"route"`
	Path         string        `json:"path,omitempty"`
	Query        string        `json:"query,omitempty"`
	BodyContains string        `json:"bodyContains,omitempty"`
	Skip         int           `json:"skip,omitempty"`
	Times        int           `json:"times"`
	Status       int           `json:"status,omitempty"`
	Code         string        `json:"code,omitempty"`
	RetryAfter   fake.Duration `json:"retryAfter,omitzero"`
	Delay        fake.Duration `json:"delay,omitzero"`
	Body         *string       `json:"body,omitempty"`
	Header       headerLines   `json:"header,omitempty"`
	Drop         bool          `json:"drop"`
	Cut          int           `json:"cut,omitempty"`
	Stall        bool          `json:"stall,omitempty"`
	After        bool          `json:"after"`
}

// faultReportJSON is a fault with how often it has fired and can fire still.
type faultReportJSON struct {
	faultJSON
	Fired int `json:"fired"`
	Left  int `json:"left"`
}

func (j faultJSON) fault() fake.Fault {
	f := fake.Fault{
		ID: j.ID, Route: j.Route, Path: j.Path, Query: j.Query, BodyContains: j.BodyContains, Skip: j.Skip, Times: j.Times, Status: j.Status, Code: partnerkit.Code(j.Code),
		RetryAfter: time.Duration(j.RetryAfter), Delay: time.Duration(j.Delay), Header: http.Header(j.Header),
		Drop: j.Drop, Cut: j.Cut, Stall: j.Stall, After: j.After,
	}
	if j.Body != nil {
		f.Body = []byte(*j.Body)
	}
	return f
}

func newFaultJSON(f fake.Fault) faultJSON {
	j := faultJSON{
		ID: f.ID, Route: f.Route, Path: f.Path, Query: f.Query, BodyContains: f.BodyContains, Skip: f.Skip, Times: f.Times, Status: f.Status, Code: string(f.Code),
		RetryAfter: fake.Duration(f.RetryAfter), Delay: fake.Duration(f.Delay), Header: headerLines(f.Header),
		Drop: f.Drop, Cut: f.Cut, Stall: f.Stall, After: f.After,
	}
	if f.Body != nil {
		j.Body = new(string(f.Body))
	}
	return j
}

// seed is written as text, since JavaScript would round a large number.
type seed uint64

// UnmarshalJSON takes a number, as text or not.
func (s *seed) UnmarshalJSON(text []byte) error {
	number, err := strconv.ParseUint(strings.Trim(string(text), `"`), 10, 64)
	*s = seed(number)
	return err
}

// MarshalJSON writes a string.
func (s seed) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatUint(uint64(s), 10))
}

// headerLines is an http.Header whose single values may be written without a list.
type headerLines http.Header

// UnmarshalJSON takes {"name": "value"} and {"name": ["value", …]}.
func (h *headerLines) UnmarshalJSON(text []byte) error {
	given, err := readObject(text)
	if err != nil {
		return err
	}
	*h = headerLines{}
	for name, raw := range given {
		if (*h)[name], err = readLines(raw); err != nil {
			return err
		}
	}
	return nil
}

// readLines reads one string or a list of them.
func readLines(raw json.RawMessage) ([]string, error) {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}, nil
	}
	var many []*string
	if err := json.Unmarshal(raw, &many); err != nil {
		return nil, err
	}
	lines := make([]string, 0, len(many))
	for _, line := range many {
		if line == nil {
			return nil, errNull
		}
		lines = append(lines, *line)
	}
	return lines, nil
}

// decode reads one JSON object into a struct, a member at a time, so that an error names the member. It shows the value of a
// member that the struct has, and nothing of any other.
func decode(body []byte, into any) error {
	given, err := readObject(body)
	if err != nil {
		return err
	}
	known := members(into)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		field, ok := known[name]
		if !ok {
			return fmt.Errorf("%.64s: unknown member", name)
		}
		if err := checkUnicode(name, given[name], field.Addr().Interface()); err != nil {
			return err
		}
		if err := json.Unmarshal(given[name], field.Addr().Interface()); err != nil {
			return fmt.Errorf("%s: %s: want %s", name, shown(given[name]), wanted(field.Interface()))
		}
	}
	return nil
}

// maxShown is how many characters of a value an error shows.
const maxShown = 64

// shown is a value as an error may show it. Of an object or a list it is the kind alone, since a state that was sent to the wrong
// place has credentials.
func shown(value json.RawMessage) string {
	if kind := strictjson.KindOf(value); kind == strictjson.Object || kind == strictjson.List {
		return string(kind)
	}
	if text := []rune(string(value)); len(text) > maxShown {
		return string(text[:maxShown]) + "…"
	}
	return string(value)
}

// checkUnicode refuses a member whose text encoding/json would change: what is no Unicode would become another character. A raw
// member is checked by whoever reads it.
func checkUnicode(name string, value json.RawMessage, into any) error {
	if _, raw := into.(*json.RawMessage); raw {
		return nil
	}
	if errs := new(strictjson.Decoder).Decode(value, new(json.RawMessage)); len(errs) > 0 {
		return fmt.Errorf("%s: %s", name, errs[0])
	}
	return nil
}

// readObject reads the members of a JSON object, each of which must be there once and not be null.
func readObject(text []byte) (map[string]json.RawMessage, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil || whole[0] != '{' {
		return nil, fmt.Errorf("body: a text of %d bytes is not a JSON object", len(text))
	}
	given := map[string]json.RawMessage{}
	tokens := json.NewDecoder(bytes.NewReader(whole))
	_, err := tokens.Token()
	for err == nil && tokens.More() {
		err = readMember(tokens, given)
	}
	return given, err
}

var errNull = errors.New("null is no value")

func readMember(tokens *json.Decoder, given map[string]json.RawMessage) error {
	token, err := tokens.Token()
	name, _ := token.(string) // where a member begins there is nothing else
	if _, twice := given[name]; twice {
		return fmt.Errorf("%.64s: occurs twice", name)
	}
	var value json.RawMessage
	if err = cmp.Or(err, tokens.Decode(&value)); err != nil {
		return err
	}
	given[name] = value
	if string(value) == "null" {
		return fmt.Errorf("%.64s: %w", name, errNull)
	}
	return nil
}

// members finds the fields of a struct by their JSON names.
func members(into any) map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	value := reflect.ValueOf(into).Elem()
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = value.Field(i)
	}
	return fields
}

// wanted says in a reader's words what a member must be.
func wanted(field any) string {
	switch field.(type) {
	case fake.Duration, *fake.Duration:
		return `a duration like "1m30s", 2562047h at most`
	case headerLines:
		return "an object whose members are strings or lists of strings, each there once"
	case seed:
		return "a whole number from 0 to 18446744073709551615"
	case *float64:
		return "a number"
	case int:
		return "a whole number"
	case bool, *bool:
		return "true or false"
	default:
		return "a string"
	}
}
