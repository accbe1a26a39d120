package backend

// What a member of a body may hold. A check says what it wants, and never what it got.

import (
	"errors"
	"fmt"
	"net/mail"
	"unicode/utf8"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// presence says whether a member may be left out, and whether it may be null.
type presence int

const (
	optional presence = iota
	nullable
	mandatory
)

// check judges a value that was sent.
type check[T any] func(T) error

// validate judges a member by its presence, and then by the check if it has a value.
func validate[T any](m *strictjson.Member[T], name string, p presence, valid check[T]) []strictjson.FieldError {
	var err error
	switch {
	case !m.Set && p == mandatory:
		err = errors.New("is required")
	case m.Null && p != nullable:
		err = errors.New("must not be null")
	case m.Set && !m.Null:
		err = valid(m.Value)
	}
	if err == nil {
		return nil
	}
	return []strictjson.FieldError{{Path: []string{name}, Message: err.Error()}}
}

// plainAddress accepts an email address and nothing around it.
func plainAddress(s string) error {
	if parsed, err := mail.ParseAddress(s); err != nil || parsed.Address != s {
		return errors.New("must be a plain email address")
	}
	return nil
}

// characters accepts a text by its length.
func characters(least, most int) check[string] {
	return func(s string) error {
		if n := utf8.RuneCountInString(s); n < least || n > most {
			return fmt.Errorf("must have %d to %d characters", least, most)
		}
		return nil
	}
}

// atLeast accepts a text that is long enough.
func atLeast(characters int) check[string] {
	return func(s string) error {
		if utf8.RuneCountInString(s) < characters {
			return fmt.Errorf("must have at least %d characters", characters)
		}
		return nil
	}
}
