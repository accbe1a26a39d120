package backend

// What loading a state needs: times and references are judged, what must be unique is, and an error names the place, and the
// value unless that is a credential.

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// loader makes what a state leaves out.
type loader struct {
	ids *idMakers
	now time.Time
}

// placeError is what contradicts itself in a state: `users[0].email: …`. The place is completed on the way out, so that a
// state without errors does not pay for places.
type placeError struct{ place, message string }

func (e *placeError) Error() string { return e.place + ": " + e.message }

// errorAt is an error at a place within the element that is loaded.
func errorAt(place, format string, args ...any) error {
	return &placeError{place, fmt.Sprintf(format, args...)}
}

// atIndex completes the place of an error about an element of a list.
func atIndex(list string, i int, err error) error {
	if e, ok := errors.AsType[*placeError](err); ok {
		return &placeError{fmt.Sprintf("%s[%d].%s", list, i, e.place), e.message}
	}
	return err
}

// required refuses a value that is empty.
func required(place, value string) error {
	if value == "" {
		return errorAt(place, "is required")
	}
	return nil
}

// checkUnique refuses a key that is in an index already.
func checkUnique[V any](index map[string]V, key, place, shown string) error {
	if _, taken := index[key]; taken {
		if shown == hidden {
			return errorAt(place, "the credential occurs twice")
		}
		return errorAt(place, "%+q occurs twice", shown)
	}
	return nil
}

// hidden is given in place of a credential that an error must not show.
const hidden = ""

// insertUnique enters a value under a key that must be new.
func insertUnique[V any](index map[string]V, key string, value V, place, shown string) error {
	err := checkUnique(index, key, place, shown)
	if err == nil {
		index[key] = value
	}
	return err
}

// insertCredential enters a credential, which must be there and new.
func insertCredential[V any](index map[string]V, secret string, value V, place string) error {
	return cmp.Or(required(place, secret), insertUnique(index, secret, value, place, hidden))
}

// checkRefs refuses names that occur twice or are not known.
func checkRefs(place, kind string, names []string, known func(string) bool) error {
	repeated := firstRepeated(names)
	for i, name := range names {
		if !known(name) {
			return errorAt(fmt.Sprintf("%s[%d]", place, i), "unknown %s %+q", kind, name)
		}
		if i == repeated {
			return errorAt(fmt.Sprintf("%s[%d]", place, i), "%+q occurs twice", name)
		}
	}
	return nil
}

// fewNames is how many names are compared with each other, which takes no memory. More are counted.
const fewNames = 8

// firstRepeated is the position of the first name that was there before, -1 if none was.
func firstRepeated(names []string) int {
	if len(names) <= fewNames {
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				return i
			}
		}
		return -1
	}
	seen := make(map[string]struct{}, len(names))
	return slices.IndexFunc(names, func(name string) bool {
		before := len(seen)
		seen[name] = struct{}{}
		return len(seen) == before
	})
}

// loadTime gives a time as the store keeps it, in UTC, or the default for one that is missing.
func loadTime(place string, t, byDefault time.Time) (time.Time, error) {
	if t.IsZero() {
		return byDefault, nil
	}
	t = t.UTC().Round(0)
	if t.Year() < 0 || t.Year() > 9999 {
		return t, errorAt(place, "year %d is not among 0 to 9999", t.Year())
	}
	return t, nil
}
