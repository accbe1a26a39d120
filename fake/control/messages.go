package control

// What the control plane says of an error of package fake: one line, in the words of who wrote JSON and not Go.

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// inState says that an error is about the state, and puts all of the error into one line.
func inState(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("state: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
}

// quotedOrField finds the names of a fault's fields, and what is quoted, which may look like one.
var quotedOrField = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\b(?:` + strings.Join(faultFields(), "|") + `)\b`)

func faultFields() []string {
	var names []string
	for field := range reflect.TypeFor[faultJSON]().Fields() {
		names = append(names, field.Name)
	}
	return names
}

// inMembers gives every error that was joined, with the members of the JSON in the place of a fault's fields.
func inMembers(err error) error {
	if err == nil {
		return nil
	}
	var lines []string
	for line := range strings.Lines(err.Error()) {
		line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "fake: "), "fault: ")
		lines = append(lines, quotedOrField.ReplaceAllStringFunc(line, memberName))
	}
	return errors.New(strings.Join(lines, "; "))
}

// memberName is the JSON name of a fault's field; what is quoted stays.
func memberName(found string) string {
	field, ok := reflect.TypeFor[faultJSON]().FieldByName(found)
	if !ok {
		return found
	}
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}
