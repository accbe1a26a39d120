package strictjson

// What a document is decoded into, and what is said where it does not fit.

import (
	"strconv"
	"strings"
)

// Member is a member of an object that knows whether it was there, and whether as null.
type Member[T any] struct {
	Set, Null bool
	Value     T
}

// receiver is a Member of any type.
type receiver interface{ receive(null bool) any }

// receive notes that the member was there, and gives the place for its value, or nil for null.
func (m *Member[T]) receive(null bool) any {
	m.Set, m.Null = true, null
	if null {
		return nil
	}
	return &m.Value
}

// Pointer is the member's value, or nil if it was absent or null.
func (m *Member[T]) Pointer() *T {
	if !m.Set || m.Null {
		return nil
	}
	return new(m.Value)
}

// Or is what an update leaves: the member's value, nil for null, and the current value if the member was absent.
func (m *Member[T]) Or(current *T) *T {
	if !m.Set {
		return current
	}
	return m.Pointer()
}

// FieldError is what is wrong at one place of a document. An empty path is the document itself.
type FieldError struct {
	Path    []string
	Message string
	// Unread is the place of what the error kept from being read: Path, or the member of the object there that is unknown or
	// occurs twice. Of one that is written in another case it is the member that is known.
	Unread []string
}

// String is the error in a sentence: `roles[0]: must be a string, not a number`.
func (e FieldError) String() string {
	if len(e.Path) == 0 {
		return e.Message
	}
	return e.Place() + ": " + e.Message
}

// Place writes the path as `users[0].email`.
func (e FieldError) Place() string { return PlaceOf(e.Path) }

// PlaceOf writes a path as `users[0].email`.
func PlaceOf(path []string) string {
	var place strings.Builder
	for i, step := range path {
		_, err := strconv.Atoi(step)
		switch {
		case err == nil:
			place.WriteString("[" + step + "]")
		case i > 0:
			place.WriteString("." + step)
		default:
			place.WriteString(step)
		}
	}
	return place.String()
}
